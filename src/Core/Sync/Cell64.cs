using System.Runtime.CompilerServices;

namespace Ipc.Sync;

/// <summary>One aligned 64-bit word in shared memory; see <see cref="Cell32"/>.</summary>
internal readonly unsafe struct Cell64(ulong* address)
{
    private readonly ulong* _address = address;

    public ulong Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref *_address);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Volatile.Write(ref *_address, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySet(ulong expected, ulong value) =>
        Interlocked.CompareExchange(ref *_address, value, expected) == expected;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Increment() => Interlocked.Increment(ref *_address);
}
