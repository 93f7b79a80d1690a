namespace Ipc.Commands;

/// <summary>One input of a call, until what became of it has been told.</summary>
/// <param name="Id">Used once in the pool.</param>
/// <param name="Index">Its place among the inputs of the call, from 0.</param>
/// <param name="Input">As the caller gave it, for errors.</param>
/// <param name="Encoded">As it is sent.</param>
internal sealed record ParallelItem(long Id, long Index, object? Input, byte[] Encoded)
{
    /// <summary>How many workers have died while they did it.</summary>
    public int Deaths { get; set; }

    /// <summary>What it wrote, kept until its turn comes.</summary>
    public PoolRecord[] Records { get; set; } = [];

    /// <summary>How messages name it: its number from 1, and what it is.</summary>
    public override string ToString()
    {
        string text = Input?.ToString() ?? "$null";
        return $"Item {Index + 1} ('{(text.Length > 60 ? text[..57] + "..." : text)}')";
    }
}
