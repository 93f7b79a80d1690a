namespace Ipc.Platform;

/// <summary>A word in shared memory, and what it is as long as nobody was woken there.</summary>
internal readonly unsafe struct WaitPlace(uint* word, uint value)
{
    public uint* Word { get; } = word;

    public uint Value { get; } = value;
}
