using Xunit.Abstractions;

namespace Ipc.Tests.Pester;

/// <summary>
/// The files of <c>tests/Pester</c> in a real pwsh, in three parts that run beside each other. Each file is one test
/// here; what became of its own tests is counted in <c>TestResults/pester</c>.
/// </summary>
public abstract class PesterTests(PesterSession session, ITestOutputHelper output)
{
    private const int Parts = 3;

    private protected void Run(string file)
    {
        PesterResult result = session.Run(Path.Combine(PesterFilesAttribute.Folder, file));
        foreach (PesterTest test in result.Tests)
        {
            output.WriteLine($"{test.Result} {test.Seconds,6:F2} s  {test.Name}");
        }

        int passed = result.Tests.Count(test => test.Result == "Passed");
        PesterTest[] failed = [.. result.Tests.Where(test => test.Result is not "Passed" and not "Skipped")];
        Count(file, passed, failed.Length, result.Tests.Length - passed - failed.Length);

        Assert.True(failed.Length == 0, string.Join('\n', failed.Select(test => $"{test.Name}\n{test.Error}\n")));
        Assert.True(result.Result == "Passed", string.Join('\n', result.Errors ?? []));
        Assert.True(passed > 0, "No test has run.");
        Assert.True(result.Children.Length == 0, "Left running:\n" + string.Join('\n', result.Children));
    }

    private static void Count(string file, int passed, int failed, int skipped)
    {
        string folder = Path.Combine(Repository.Root, "TestResults", "pester");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file + ".txt"), $"{passed} {failed} {skipped}\n");
    }

    public sealed class First(PesterSession session, ITestOutputHelper output) : PesterTests(session, output), IClassFixture<PesterSession>
    {
        [Theory]
        [PesterFiles(0, Parts)]
        public void Pass_in_a_real_pwsh(string file) => Run(file);
    }

    public sealed class Second(PesterSession session, ITestOutputHelper output) : PesterTests(session, output), IClassFixture<PesterSession>
    {
        [Theory]
        [PesterFiles(1, Parts)]
        public void Pass_in_a_real_pwsh(string file) => Run(file);
    }

    public sealed class Third(PesterSession session, ITestOutputHelper output) : PesterTests(session, output), IClassFixture<PesterSession>
    {
        [Theory]
        [PesterFiles(2, Parts)]
        public void Pass_in_a_real_pwsh(string file) => Run(file);
    }

    public sealed class OfSoak(PesterSession session, ITestOutputHelper output) : PesterTests(session, output), IClassFixture<PesterSession>
    {
        [Theory]
        [PesterFiles(0, 1, OfSoak = true)]
        [Trait("Category", "Soak")]
        public void Pass_in_a_real_pwsh(string file) => Run(file);
    }
}
