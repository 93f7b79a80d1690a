namespace Ipc.HelpWriter;

/// <summary>One related link.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Address">Where it leads; empty for another cmdlet.</param>
internal sealed record LinkHelp(string Text, string Address);
