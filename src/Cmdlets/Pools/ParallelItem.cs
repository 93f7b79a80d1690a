using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>One input of a call, until what became of it has been told.</summary>
/// <param name="given">The input, and how it is sent.</param>
internal sealed class ParallelItem(EncodedInput given) : ScheduledItem(given.Encoded.Length)
{
    private InFlightHandles? _handles = given.Handles;

    public object? Input { get; } = given.Input;

    public byte[] Encoded { get; } = given.Encoded;

    /// <summary>Whether it holds what it refers to.</summary>
    public bool IsHolding => _handles is not null;

    /// <summary>What it wrote, kept until its turn comes.</summary>
    public StreamRecord[] Records { get; set; } = [];

    /// <summary>The error that ended it; null if none did.</summary>
    public ErrorRecord? Failure { get; set; }

    /// <summary>What is held for it, the first time it is asked for.</summary>
    public InFlightHandles? TakeHandles()
    {
        InFlightHandles? handles = _handles;
        _handles = null;
        return handles;
    }

    /// <summary>How messages name an item: its number from 1, and what it is.</summary>
    public static string NameOf(long index, object? input)
    {
        object? bare = input is PSObject wrapped ? wrapped.BaseObject : input;
        string text = bare is object?[] several ? string.Join(", ", several.Take(10)) : input?.ToString() ?? "$null";
        return $"Item {index + 1} ('{(text.Length > 60 ? text[..57] + "..." : text)}')";
    }

    /// <summary>How messages name it.</summary>
    public override string ToString() => NameOf(Index, Input);
}
