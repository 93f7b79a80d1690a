namespace Ipc.Tests.Stress;

/// <summary>
/// A short storm of kills and pauses; <c>.ci/run</c> has a longer one, and the program itself any length.
/// </summary>
public sealed class StressTests
{
    private static readonly string s_program = Path.Combine(
        Repository.Root, "tests", "Stress", "bin", Repository.Configuration, "net10.0", "Ipc.Tests.Stress.dll");

    [Fact]
    public void Nothing_hangs_and_nothing_is_lost_in_a_short_storm()
    {
        (int exitCode, string output, string error) = ProgramRun.Run("dotnet", s_program, "--seconds", "5", "--seed", "20261", "--kills", "1");
        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public void What_it_does_not_understand_is_inconclusive()
    {
        (int exitCode, _, string error) = ProgramRun.Run("dotnet", s_program, "--wind", "5");
        Assert.Equal(2, exitCode);
        Assert.Contains("--seconds", error, StringComparison.Ordinal);
    }
}
