using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Encoding;

/// <summary>
/// The reader in Python, which was written from the design documents: that it works shows that they are complete.
/// </summary>
public sealed class PythonTests : IDisposable
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "examples", "interop");

    private static readonly string? s_python = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);

    private readonly HostedShell _shell = new();
    private readonly string _name = $"python-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _shell.Run("$requests, $answers, $queue | Where-Object { $_ } | ForEach-Object { $_.Dispose() }");
        _shell.Dispose();
    }

    [SkippableFact]
    public void What_is_sent_comes_back_from_Python()
    {
        SkipWithout();
        _shell.Run("$global:requests = New-IpcQueue -Name $args[0]; $global:answers = New-IpcQueue -Name "
            + "\"$($args[0])-answers\" -Capacity 2", _name);
        using Process python = Start(Path.Combine(s_folder, "echo.py"), _name, _name + "-answers");
        Assert.Equal("ready", python.StandardOutput.ReadLine());
        object?[] values =
        [
            null, true, 5, -9, 300, long.MinValue, BigInteger.Pow(7, 60), 1.5, double.NaN, "text", "grüße \ud83c\udf88", "\ud800", new string('x', 100_000), 1.50m, -7m,
            new byte[] { 1, 2, 255 }, new object?[] { 1, "a", null, new object[] { 2 } }, new System.Collections.Hashtable(StringComparer.OrdinalIgnoreCase) { ["k"] = 1, [2] = "b" },
            new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTime(2026, 1, 2), TimeSpan.FromSeconds(-1.5), Guid.NewGuid(), new Complex(1, -2),
        ];
        foreach (object? value in values)
        {
            _shell.Run("Send-IpcQueue $requests -InputObject $args[0]", value);
            object? arrived = _shell.Get("Receive-IpcQueue $answers -Timeout 60");
            Assert.True(Wire.Same(value, arrived), $"{value} came back as {arrived}");
        }

        Assert.Equal(
            "Zebra=one Apple=2",
            _shell.Get("Send-IpcQueue $requests ([pscustomobject]@{ Zebra = 'one'; Apple = 2 }); (Receive-IpcQueue "
                + "$answers -Timeout 60).PSObject.Properties.ForEach{ \"$($_.Name)=$($_.Value)\" } -join ' '"));
        _shell.Run("1..200 | Send-IpcQueue $requests; Complete-IpcQueue $requests");
        Assert.Equal(Enumerable.Range(1, 200).Cast<object>(), _shell.Run("Receive-IpcQueue $answers -Count 200 "
            + "-Timeout 60"));
        Assert.True(python.WaitForExit(HostedShell.Watchdog), "Python does not end.");
        Assert.Equal(0, python.ExitCode);
    }

    [SkippableFact]
    public void A_Python_that_is_killed_inside_takes_nobody_with_it()
    {
        SkipWithout();
        _shell.Run("$global:queue = New-IpcQueue -Name $args[0]; 1, 2 | Send-IpcQueue $queue", _name);
        using Process python = Start(
            "-c",
            $"import sys, time; sys.path.insert(0, '{s_folder}'); from ipc_queue import *; q = Queue('{_name}'); "
                + "q.send(3); q.__enter__(); q._set64(TAIL_AT + 8, 99); print('inside', flush=True); time.sleep(600)");
        Assert.Equal("inside", python.StandardOutput.ReadLine());
        python.Kill();
        python.WaitForExit();

        _shell.Run("Send-IpcQueue $queue 4");
        Assert.Equal([1, 2, 3, 4], _shell.Run("Receive-IpcQueue $queue -Count 4 -Timeout 60"));
        Assert.Equal(0, _shell.Get("$queue.Count"));
    }

    [SkippableFact]
    public void It_reads_every_recorded_message_and_refuses_each_that_is_cut()
    {
        SkipWithout();
        using Process python = Start(
            "-c",
            $$"""
            import sys
            sys.path.insert(0, '{{s_folder}}')
            from ipc_encoding import *
            count = 0
            for line in sys.stdin:
                message = bytes.fromhex(line)
                decode(message)
                for length in range(len(message)):
                    try:
                        decode(message[:length])
                        print('accepts', line, length)
                    except MessageError:
                        pass
                count += 1
            for other in (b'\x02\x01', b'\x01\x46'):
                try:
                    decode(other)
                    print('accepts', other)
                except MessageError:
                    pass
            print('read', count)
            """);
        int count = 0;
        foreach ((_, byte[] bytes, _) in CorpusTests.Recorded())
        {
            python.StandardInput.WriteLine(Convert.ToHexString(bytes));
            count++;
        }

        python.StandardInput.Close();
        Assert.Equal($"read {count}\n", python.StandardOutput.ReadToEnd());
    }

    private static void SkipWithout() => Skip.If(
        s_python is null || RuntimeInformation.ProcessArchitecture != Architecture.X64, "PYTHON WAS NOT RUN: there "
            + "is no python3 here, or this is not x86-64.");

    private static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new(s_python!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
