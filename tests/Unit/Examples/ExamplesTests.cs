using Ipc.Tests.Hosting;

namespace Ipc.Tests.Examples;

/// <summary>Each example prints exactly what it should, in a real pwsh.</summary>
public class ExamplesTests
{
    public static TheoryData<string, string> Expected => new()
    {
        { "01-Queue.ps1", "hello\n" },
        { "02-Pipe.ps1", "hello\n" },
        { "03-ValueArray.ps1", "3.1415926\n0 1 2\n" },
        { "04-Lock.ps1", "1\n800\n" },
        { "05-EventBarrier.ps1", "Worker\nWorker\nWorker\nBarrier\nBarrier\nBarrier\n" },
        { "06-SharedLog.ps1", "1600 whole lines of 1600\n" },
        { "07-Leases.ps1", "first, delivery 2\nsecond, delivery 1\nthird, delivery 1\ndone\n" },
        { "08-Parallel.ps1", "1\n4\n9\n16\n25\n1\n4\n16\nlost: 3\n" },
        { "09-Loan.ps1", "8 MB: 1, 2, 3\n8 MB: 2, 4, 6\n8 MB: 3, 6, 9\n" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Prints_exactly_this(string example, string expected)
    {
        (int exitCode, string output, string error) = RealPwsh.RunFile(PathOf(example));

        Assert.Equal("", error);
        Assert.Equal(expected, output);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void There_is_an_expectation_for_every_example() => Assert.Equal(
        Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "*.ps1").Select(file => Path.GetFileName(file)).Order(),
        Expected.Select(row => (string)row[0]).Order());

    private static string PathOf(string example) => Path.Combine(Repository.Root, "examples", example);
}
