using Ipc.Tests.Peers;

namespace Ipc.Tests.Speed;

/// <summary>
/// How often an operation calls the system where nobody else is in the way: never. Counted by strace in another
/// process, and so only where that is installed and allowed.
/// </summary>
public sealed class SystemCallTests
{
    private const int Times = 20_000;

    [SkippableTheory]
    [InlineData("lock")]
    [InlineData("semaphore")]
    [InlineData("event")]
    [InlineData("value")]
    [InlineData("array")]
    [InlineData("condition")]
    [InlineData("queue")]
    [InlineData("pipe")]
    public void None_where_nobody_waits(string kind)
    {
        string log = Path.GetTempFileName();
        try
        {
            Skip.IfNot(CanTrace(log), "There is no strace here, or it is not allowed.");
            using (PeerProcess peer = PeerProcess.Through(["strace", "-f", "-qq", "-o", log]))
            {
                Assert.Equal("ok", peer.Ask($"create {kind} calls-{Environment.ProcessId}-{kind}"));
                Assert.Equal("ok", peer.Ask("repeat 1000")); // What is loaded and compiled at its first use.
                Assert.StartsWith("failed unknown command", peer.Ask("first"), StringComparison.Ordinal);
                Assert.Equal("ok", peer.Ask($"repeat {Times}"));
                Assert.StartsWith("failed unknown command", peer.Ask("last"), StringComparison.Ordinal);
                Assert.Equal("ok", peer.Ask("close"));
            }

            string[] lines = File.ReadAllLines(log);
            int begin = Array.FindIndex(lines, line => line.Contains("unknown command first", StringComparison.Ordinal));
            int end = Array.FindIndex(lines, line => line.Contains("unknown command last", StringComparison.Ordinal));
            Assert.InRange(begin, 0, end);
            string thread = lines[begin].Split(' ')[0];
            int calls = lines[begin..end].Count(line => line.StartsWith(thread + " ", StringComparison.Ordinal));
            Assert.True(calls < Times / 50, $"{calls} calls in {Times} "
                + $"operations:\n{string.Join('\n', lines[begin..end].Take(40))}");
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static bool CanTrace(string log)
    {
        try
        {
            return ProgramRun.Run("strace", "-o", log, "true").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
