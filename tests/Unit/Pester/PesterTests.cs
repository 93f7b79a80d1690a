using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Ipc.Tests.Pester;

/// <summary>Runs the Pester suite in a real pwsh, where there is one with Pester 5.</summary>
public partial class PesterTests(ITestOutputHelper output)
{
    // Discovery and run in one; the last line is for us.
    private const string Script = """
        $PSStyle.OutputRendering = 'PlainText'
        if (-not (Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -ge 5 })) { 'NO PESTER'; exit 0 }
        Import-Module Pester -MinimumVersion 5.0
        $result = Invoke-Pester -Path '{0}' -PassThru -Output Normal
        "RESULT $($result.PassedCount) $($result.FailedCount)"
        """;

    [SkippableFact]
    public void The_whole_suite_passes_in_pwsh()
    {
        Skip.If(Repository.PowerShell is null, "PESTER DID NOT RUN: there is no pwsh on this machine.");
        string script = Script.Replace("{0}", Path.Combine(Repository.Root, "tests", "Pester"), StringComparison.Ordinal);
        (int exitCode, string text, string error) = ProgramRun.Run(Repository.PowerShell!, "-NoProfile", "-NonInteractive", "-Command", script);
        output.WriteLine(text + error);
        Skip.If(text.Contains("NO PESTER", StringComparison.Ordinal), "PESTER DID NOT RUN: this pwsh has no Pester 5.");

        Match result = Result().Match(text);
        Assert.True(result.Success, $"Pester gave no result (exit code {exitCode}).\n{text}\n{error}");
        string folder = Path.Combine(Repository.Root, "TestResults");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "pester.txt"), $"{result.Groups[1].Value} {result.Groups[2].Value}\n");
        Assert.True(result.Groups[2].Value == "0", text);
        Assert.NotEqual("0", result.Groups[1].Value);
    }

    [GeneratedRegex(@"RESULT (\d+) (\d+)")]
    private static partial Regex Result();
}
