namespace Ipc.Tests.Cmdlets;

/// <summary>
/// How one cmdlet is made to fail in each of the ways that docs/errors.md has a column for. Each is a script; null
/// where the cmdlet has no such way. <c>$n</c> is a name for it alone, <c>$no</c> and <c>$no2</c> are names of nothing,
/// <c>$held</c> and <c>$heldValue</c> are held by somebody else, <c>$full</c> is a queue without room.
/// </summary>
/// <param name="Cmdlet">Its name.</param>
/// <param name="One">One object is addressed, and fails.</param>
public sealed record FailureRow(string Cmdlet, string One)
{
    /// <summary>What is there before, for all the others.</summary>
    public string Setup { get; init; } = "";

    /// <summary>One object comes through the pipeline, and fails.</summary>
    public string? OnlyPiped { get; init; }

    /// <summary>One of several that are given in a parameter fails; throws if the others were not done.</summary>
    public string? Several { get; init; }

    /// <summary>The first of several from the pipeline fails; where it goes on, throws if the others were not done.</summary>
    public string? Piped { get; init; }

    /// <summary>The time-out passes.</summary>
    public string? Late { get; init; }

    /// <summary>With -Timeout it comes in time.</summary>
    public string? InTime { get; init; }

    /// <summary>The time-out passes, with -Quiet.</summary>
    public string? QuietLate { get; init; }

    /// <summary>With -Quiet it comes.</summary>
    public string? QuietInTime { get; init; }

    /// <summary>Without -Timeout and -Quiet it comes: for those that answer nothing then.</summary>
    public string? Plain { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Cmdlet;
}
