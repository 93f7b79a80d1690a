using Ipc.Platform.CrashPoints;

namespace Ipc.Tests.Fuzz;

/// <summary>
/// A short run of the fuzzer on each target, and what it must find; <c>.ci/run</c> has longer ones, and the program
/// itself any length.
/// </summary>
public sealed class FuzzProgramTests
{
    private static readonly string s_program = Path.Combine(
        Repository.Root, "tests", "Fuzz", "bin", Repository.Configuration, "net10.0", "Ipc.Tests.Fuzz.dll");

    [Theory]
    [InlineData("decoder", 10_000)]
    [InlineData("cost", 60)]
    [InlineData("region", 2_000)]
    [InlineData("file", 1_500)]
    [Trait("Category", "Soak")]
    public void Whatever_it_is_fed_there_is_an_answer_or_an_error_of_ours(string target, int inputs)
    {
        (int exitCode, string output, string error) = Run(target, "--seed", "2026", "--inputs", $"{inputs}", "--seconds", "120");
        Assert.True(exitCode == 0, output + error);
    }

    [SkippableTheory]
    [InlineData("region", nameof(PlantedBug.TrustChunkNumber), 7)]
    [InlineData("decoder", nameof(PlantedBug.TrustLength), 7)]
    public void A_planted_mistake_that_ends_the_process_is_found_and_can_be_found_again(string target, string bug, int seed) =>
        FindPlanted(target, bug, seed, "ends the process");

    [SkippableFact]
    [Trait("Category", "Soak")]
    public void A_planted_mistake_that_takes_its_time_is_found_and_can_be_found_again() =>
        FindPlanted("cost", nameof(PlantedBug.NoBudget), 7, "hangs");

    [SkippableFact]
    [Trait("Category", "Soak")]
    public void A_planted_mistake_that_hangs_is_found_and_can_be_found_again() =>
        FindPlanted("region", nameof(PlantedBug.TrustChain), 1, "hangs");

    private static void FindPlanted(string target, string bug, int seed, string how)
    {
        Skip.IfNot(Repository.Configuration == "Debug", "Release builds have no planted mistakes.");
        string[] planted = ["--plant", bug, "--patience", "10", "--seconds", "300"];
        (int exitCode, string output, string error) = Run([target, "--seed", $"{seed}", .. planted]);
        Assert.True(exitCode == 1, output + error);
        Assert.Contains(how, output, StringComparison.Ordinal);

        string[] again = output[(output.LastIndexOf("Again: ", StringComparison.Ordinal) + 7)..].Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        (exitCode, output, error) = Run([.. again, .. planted]);
        Assert.True(exitCode == 1, output + error);
        (exitCode, output, error) = Run(again); // Without the mistake it is an input like any other.
        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public void What_it_does_not_understand_is_inconclusive()
    {
        (int exitCode, _, string error) = Run("kitchen");
        Assert.Equal(2, exitCode);
        Assert.Contains("--seconds", error, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] words) =>
        ProgramRun.Run("dotnet", [s_program, .. words]);
}
