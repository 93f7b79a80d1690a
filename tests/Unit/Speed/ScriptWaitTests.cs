using Ipc.Tests.Cmdlets;

namespace Ipc.Tests.Speed;

/// <summary>
/// What a method that has to wait costs a script. To be stopped it must run in a command, which takes ten times as long
/// as another process to answer: a script that is answered in time must not pay for that, and others no more than they
/// must.
/// </summary>
public sealed class ScriptWaitTests : ShellTests
{
    [Theory]
    [InlineData(5, 2_000)] // Over before anybody could want to stop it.
    [InlineData(15, 30_000)]
    public void Allocates_little(int milliseconds, long most) => Assert.InRange(
        (long)Shell.Get(
            """
            $event, $span = (New-IpcEvent), [timespan]::FromMilliseconds($args[0])
            function Measure-Wait {
                $before = [GC]::GetAllocatedBytesForCurrentThread()
                for ($i = 0; $i -lt 20; $i++) { $null = $event.TryWait($span) }
                [long](([GC]::GetAllocatedBytesForCurrentThread() - $before) / 20)
            }
            $null = Measure-Wait
            Measure-Wait
            """,
            milliseconds)!,
        0,
        most);
}
