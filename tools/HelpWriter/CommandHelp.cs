using System.Management.Automation;

namespace Ipc.HelpWriter;

/// <summary>All that help says of one cmdlet.</summary>
internal sealed record CommandHelp
{
    /// <summary>The cmdlet.</summary>
    public required CmdletInfo Command { get; init; }

    /// <summary>One line.</summary>
    public required string Synopsis { get; init; }

    /// <summary>Paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>Parameters by parameter set, the default set first, in the order of the syntax.</summary>
    public required IReadOnlyList<IReadOnlyList<ParameterHelp>> Syntax { get; init; }

    /// <summary>Every parameter once, in order of name.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    /// <summary>What is written about the output.</summary>
    public required IReadOnlyList<string> OutputDescription { get; init; }

    /// <summary>Examples.</summary>
    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    /// <summary>Related links.</summary>
    public required IReadOnlyList<LinkHelp> Links { get; init; }
}
