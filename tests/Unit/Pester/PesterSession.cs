using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text.Json;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pester;

/// <summary>
/// A real pwsh with a folder for shared memory of its own, in which one Pester file after the other runs: starting one,
/// and importing Pester, takes longer than some of them.
/// </summary>
public sealed class PesterSession : IDisposable
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromMinutes(5); // For one file; the longest takes a fraction of a minute.

    private static readonly ConcurrentQueue<string> s_left = [];

    private readonly string _home = TestHome.Another();
    private readonly NamedPipeServerStream _pipe;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;
    private readonly Process _pwsh;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public PesterSession()
    {
        string name = $"ipc-pester-{Guid.NewGuid():N}";
        _pipe = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        _reader = new StreamReader(_pipe);
        _writer = new StreamWriter(_pipe);
        string session = Path.Combine(PesterFilesAttribute.Folder, "Session.ps1");
        ProcessStartInfo start = RealPwsh.StartInfo("-File", session, Repository.Pester, name);
        start.Environment["IPC_HOME"] = _home;
        _pwsh = Process.Start(start)!;
        _pwsh.StandardInput.Close();
        _output = _pwsh.StandardOutput.ReadToEndAsync();
        _error = _pwsh.StandardError.ReadToEndAsync();
        Await(_pipe.WaitForConnectionAsync());
    }

    /// <summary>Runs one file.</summary>
    public PesterResult Run(string path)
    {
        _writer.WriteLine(path);
        _writer.Flush();
        Task<string?> line = _reader.ReadLineAsync();
        Await(line);
        return JsonSerializer.Deserialize<PesterResult[]>(line.Result ?? throw new InvalidOperationException("pwsh has ended." + Said()))![0];
    }

    /// <summary>
    /// What sessions have left behind; the last test of the run looks at it, since a failure to dispose fails no test.
    /// </summary>
    internal static IEnumerable<string> Left => s_left;

    public void Dispose()
    {
        _pipe.Dispose();
        if (!_pwsh.WaitForExit(s_watchdog))
        {
            s_left.Enqueue($"pwsh ({_pwsh.Id}) of Pester, which does not end");
            _pwsh.Kill(entireProcessTree: true);
        }

        _pwsh.Dispose();
        if (Directory.Exists(_home))
        {
            Directory.EnumerateFileSystemEntries(_home).ToList().ForEach(path => s_left.Enqueue("file of Pester " + path));
            Directory.Delete(_home, recursive: true);
        }
    }

    // Until it is done, or pwsh has ended.
    private void Await(Task task)
    {
        int first = Task.WaitAny([task, _pwsh.WaitForExitAsync()], s_watchdog);
        if (first < 0)
        {
            _pwsh.Kill(entireProcessTree: true);
            throw new TimeoutException("pwsh hangs." + Said());
        }

        Assert.True(first == 0 || task.IsCompleted, "pwsh has ended." + Said());
    }

    private string Said() => _pwsh.HasExited ? $" It had written:\n{_output.Result}{_error.Result}" : "";
}
