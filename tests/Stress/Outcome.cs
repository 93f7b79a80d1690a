namespace Ipc.Tests.Stress;

/// <summary>How a storm ended: the program's exit code.</summary>
internal enum Outcome
{
    Pass = 0,
    Violation = 1,
    Inconclusive = 2,
}
