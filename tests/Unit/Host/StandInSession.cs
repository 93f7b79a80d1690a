using System.Diagnostics;

namespace Ipc.Tests.Host;

/// <summary>One host process that runs a script for each line it is sent, each in a scope and a folder of its own.</summary>
public sealed class StandInSession : IDisposable
{
    private const string End = "-- end --";
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(60);

    private readonly ScriptFolder _folder = new();
    private readonly Process _process;
    private int _count;

    public StandInSession()
    {
        string loop = _folder.Add($$"""
            while (($path = [Console]::In.ReadLine()) -ne $null) {
                Set-Location ([System.IO.Path]::GetDirectoryName($path))
                & $path
                [Console]::Out.WriteLine('{{End}}')
                [Console]::Error.WriteLine('{{End}}')
            }
            """);
        _process = HostProcess.Start(HostProcess.Built, new Dictionary<string, string>(), loop);
    }

    /// <summary>Runs the script and gives what it wrote to stdout and stderr.</summary>
    public (string Output, string Error) Run(string script)
    {
        string folder = Path.Combine(_folder.Path, (++_count).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "case.ps1");
        File.WriteAllText(path, script);
        _process.StandardInput.WriteLine(path);

        Task<string> output = ReadToMark(_process.StandardOutput);
        Task<string> error = ReadToMark(_process.StandardError);
        return Task.WaitAll([output, error], s_watchdog)
            ? (output.Result, error.Result)
            : throw new TimeoutException($"The script did not end: {script}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(s_watchdog))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<string> ReadToMark(StreamReader reader)
    {
        System.Text.StringBuilder text = new();
        while (await reader.ReadLineAsync() is string line && line != End)
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }
}
