namespace Ipc.Tests.Pester;

/// <summary>What became of one Pester file.</summary>
/// <param name="Result">Passed, or Failed.</param>
/// <param name="Tests">Its tests.</param>
/// <param name="Errors">What kept tests from running.</param>
/// <param name="Children">Processes that it has started and left running.</param>
public sealed record PesterResult(string Result, PesterTest[] Tests, string[]? Errors, string[] Children);

/// <summary>What became of one test of it.</summary>
public sealed record PesterTest(string Name, string Result, double Seconds, string Error);
