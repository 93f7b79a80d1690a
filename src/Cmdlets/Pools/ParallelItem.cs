using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>One input of a call, until what became of it has been told.</summary>
/// <param name="input">As the caller gave it, for errors.</param>
/// <param name="encoded">As it is sent.</param>
internal sealed class ParallelItem(object? input, byte[] encoded) : ScheduledItem(encoded.Length)
{
    public object? Input => input;

    public byte[] Encoded => encoded;

    /// <summary>What it wrote, kept until its turn comes.</summary>
    public StreamRecord[] Records { get; set; } = [];

    /// <summary>The error that ended it; null if none did.</summary>
    public ErrorRecord? Failure { get; set; }

    /// <summary>How messages name an item: its number from 1, and what it is.</summary>
    public static string NameOf(long index, object? input)
    {
        string text = input?.ToString() ?? "$null";
        return $"Item {index + 1} ('{(text.Length > 60 ? text[..57] + "..." : text)}')";
    }

    /// <summary>How messages name it.</summary>
    public override string ToString() => NameOf(Index, Input);
}
