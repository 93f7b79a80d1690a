using System.Runtime.CompilerServices;

namespace Ipc.Sync;

/// <summary>
/// One 32-bit word in shared memory. Reads acquire, writes release, everything else is a full barrier.
/// Valid as long as the region it points into is mapped: whoever holds one keeps the region alive.
/// </summary>
internal readonly unsafe struct Cell32(uint* address)
{
    private readonly uint* _address = address;

    public uint* Address => _address;

    public uint Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref *_address);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Volatile.Write(ref *_address, value);
    }

    /// <summary>
    /// Stores <paramref name="value"/> if the word is <paramref name="expected"/>, and says whether it did.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySet(uint expected, uint value) =>
        Interlocked.CompareExchange(ref *_address, value, expected) == expected;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Exchange(uint value) => Interlocked.Exchange(ref *_address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Increment() => Interlocked.Increment(ref *_address);
}
