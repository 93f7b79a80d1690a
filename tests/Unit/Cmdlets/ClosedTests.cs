using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>A handle that was closed says so in the same way for all kinds.</summary>
public sealed class ClosedTests : ShellTests
{
    private static readonly Dictionary<string, (string Make, string[] Uses)> s_kinds = new()
    {
        ["queue"] = ("New-IpcQueue",
            [
                "$o.Send(1)", "$o.TryReceive([ref]$null, 0)", "$o.Complete()", "$o.Clear()", "Send-IpcQueue $o 1",
                "Receive-IpcQueue $o -NoWait",
            ]),
        ["broadcast queue"] = ("New-IpcQueue -Broadcast",
            [
                "$o.Send(1)", "$o.TryReceive([ref]$null, 0)", "$o.Complete()", "$o.Clear()", "$o.Peek()", "Send-IpcQueue $o 1",
                "Receive-IpcQueue $o -NoWait", "Receive-IpcQueue $o -Peek", "Wait-IpcQueue $o",
            ]),
        ["pipe"] = ("(New-IpcPipe)[0]",
            [
                "$o.Send(1)", "$o.Poll(0)", "Send-IpcPipe $o 1", "Receive-IpcPipe $o -NoWait", "Test-IpcPipe $o",
            ]),
        ["value"] = ("New-IpcValue 1",
            [
                "$o.Value", "$o.Value = 2", "$o.Add(1)", "$o.FetchAdd(1)", "$o.GetValue()", "$o.SetValue(2)",
                "$o.Enter()", "Set-IpcValue $o 2", "Update-IpcValue $o { 2 }", "Enter-IpcLock $o",
            ]),
        ["array"] = ("New-IpcArray int 3",
            [
                "$o[0]", "$o[0..1]", "$o[0] = 1", "$o.Add(0, 1)", "$o.Fill(1)", "$o.ToArray()", "$o.CopyFrom((1, 2))",
                "foreach ($x in $o) { }", "$o.IndexOf(1)", "$o.Enter()", "Enter-IpcLock $o",
            ]),
        ["memory"] = ("New-IpcMemory 100",
            [
                "$o[0]", "$o[0..1]", "$o[0] = 1", "$o.Fill(1)", "$o.ToArray()", "$o.CopyFrom((1, 2))", "$o.AsArray('int')",
                "$o.AsStream()", "$o.CopyTo([byte[]]::new(3))", "$o.CopyToFile('never')", "$o.Enter()", "Enter-IpcLock $o",
            ]),
        ["lock"] = ("New-IpcLock",
            [
                "$o.Enter()", "$o.TryEnter()", "$o.Exit()", "Enter-IpcLock $o", "Exit-IpcLock $o",
                "Use-IpcLock $o { }",
            ]),
        ["lock set"] = ("New-IpcLock -Count 3",
            [
                "$o[0]", "foreach ($x in $o) { }",
            ]),
        ["reader-writer lock"] = ("New-IpcLock -ReaderWriter",
            [
                "$o.Enter()", "$o.EnterShared()", "$o.TryEnterShared()", "$o.Exit()", "Enter-IpcLock $o -Shared",
                "Use-IpcLock $o { }", "Use-IpcLock $o { } -Shared",
            ]),
        ["semaphore"] = ("New-IpcSemaphore",
            [
                "$o.Enter()", "$o.Exit()", "Enter-IpcSemaphore $o", "Exit-IpcSemaphore $o",
                "Use-IpcSemaphore $o { }",
            ]),
        ["event"] = ("New-IpcEvent -Set",
            [
                "$o.Set()", "$o.Reset()", "$o.Wait()", "Set-IpcEvent $o", "Wait-IpcEvent $o",
            ]),
        ["barrier"] = ("New-IpcBarrier 1",
            [
                "$o.Wait()", "$o.Abort()", "$o.Reset()", "Wait-IpcBarrier $o", "Reset-IpcBarrier $o",
            ]),
        ["countdown"] = ("New-IpcCountdown 2",
            [
                "$o.Step()", "$o.Add()", "$o.Reset()", "$o.Wait()", "Step-IpcCountdown $o", "Wait-IpcCountdown $o",
            ]),
        ["rate limit"] = ("New-IpcRateLimit 2 1s",
            [
                "$o.Enter()", "$o.TryEnter()", "Enter-IpcRateLimit $o", "Use-IpcRateLimit $o { }",
            ]),
        ["condition"] = ("New-IpcCondition",
            [
                "$o.Wait()", "$o.Notify()", "$o.NotifyAll()", "$o.Enter()", "Resume-IpcCondition $o",
                "Wait-IpcCondition $o",
            ]),
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_closed(string kind)
    {
        (string make, string[] uses) = s_kinds[kind];
        Assert.All(uses, use => Assert.Equal("Closed", Shell.Get($$"""
            $o = {{make}}
            $o.Close()
            try { $null = . { {{use}} }; 'nothing' }
            catch { for ($e = $_.Exception; $e -and $e -isnot [Ipc.IpcException]; $e = $e.InnerException) { }; "$($e.Error)" }
            """)));
    }
}
