namespace Ipc.Tests.Examples;

/// <summary>Core used from a C# program that knows nothing of PowerShell.</summary>
public sealed class CSharpExampleTests
{
    [Fact]
    public void Two_processes_share_a_queue_and_a_value()
    {
        string program = Path.Combine(
            Repository.Root, "examples", "csharp", "bin", Repository.Configuration, "net10.0", "Ipc.Examples.CSharp.dll");
        (int exitCode, string output, string error) = ProgramRun.Run("dotnet", program);
        Assert.Equal(("18\n", "", 0), (output, error, exitCode));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(program)!, "*Automation*"));
    }
}
