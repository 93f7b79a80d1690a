namespace Ipc.Tests.Fuzz;

/// <summary>How a run ended: the program's exit code.</summary>
internal enum Outcome
{
    Pass = 0,
    Violation = 1,
    Inconclusive = 2,
}
