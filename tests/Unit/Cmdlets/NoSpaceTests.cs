using Ipc.Platform.Linux;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// What a user sees when the shared memory is used up: an error, with nothing lost, and everything works again when
/// there is room. In a process of its own, whose folder is a file system of one megabyte that nobody else sees.
/// </summary>
public class NoSpaceTests
{
    private const string Script = """
        Import-Module $args[0]
        $queue = New-IpcQueue
        $sent = 0
        do {
            Send-IpcQueue $queue ('x' * 10000) -ErrorVariable problem -ErrorAction SilentlyContinue
            if (-not $problem) { $sent++ }
        } until ($problem)
        "$($problem[0].FullyQualifiedErrorId) $($problem[0].CategoryInfo.Category)"
        Receive-IpcQueue $queue -Lease -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0].FullyQualifiedErrorId) $($problem[0] -match 'Receive without a lease')"
        $others = { New-IpcLock }, { New-IpcQueue }, { New-IpcPipe }, { New-IpcValue 1 }, { New-IpcArray int 10 }, { New-IpcSemaphore }, { New-IpcEvent },
            { New-IpcBarrier 2 }, { New-IpcCondition }, { New-IpcLock full }, { Start-IpcWorker { 1 } }
        $kept = [Collections.Generic.List[object]]::new()
        do {
            try { $kept.Add((New-IpcLock -ErrorAction Stop)) } catch { $problem = $_ }
        } until ($problem -is [Management.Automation.ErrorRecord])
        $ErrorActionPreference = 'Stop'
        foreach ($one in $others) {
            try { & $one | Out-Null; "$one" } catch { if ($_.FullyQualifiedErrorId -notlike 'IpcNoSpace,*') { "$one $_" } }
        }
        $ErrorActionPreference = 'Continue'
        $kept | ForEach-Object { $_.Close() }
        New-IpcArray double 1000000 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId
        $received = 0
        while ($queue.Count -gt 0) { if ((Receive-IpcQueue $queue).Length -eq 10000) { $received++ } }
        "all there: $($sent -gt 50 -and $received -eq $sent)"
        Send-IpcQueue $queue 'again'
        Receive-IpcQueue $queue
        function Send-All($Queue) {
            $count = 0
            while ($true) { try { $Queue.Send("$count".PadRight(10000)); $count++ } catch { return $count } }
        }
        function Receive-All($Queue, $Count) {
            foreach ($i in 0..($Count - 1)) { if ((Receive-IpcQueue $Queue -Timeout 0) -ne "$i".PadRight(10000)) { return "not $i" } }
            "$($Queue.Count) left"
        }
        $other = New-IpcQueue # The first one has given back what it held.
        $fit = Send-All $other
        "most of it: $($fit -gt $sent * 0.7)"
        $null = $queue.Clear() # There is no memory for what it gave back, now.
        $more = Send-All $queue
        Receive-All $other $fit
        $other.Close()
        $back = Send-All $queue
        "most of it: $($more + $back -gt $sent * 0.8)"
        for ($i = 0; $i -lt $more; $i++) { $null = Receive-IpcQueue $queue }
        Receive-All $queue $back
        $queue.Close()
        $queue = New-IpcQueue
        Send-IpcQueue $queue ([byte[]]::new(5MB)) -ErrorVariable problem -ErrorAction SilentlyContinue
        "$($problem[0].FullyQualifiedErrorId) $($problem[0] -match 'A message of 5,242,\d+ bytes was not sent, there is room for \d+,\d+\.')"
        'after it' | Send-IpcQueue (New-IpcQueue -Name other) # What was too large has left the room to others.
        Receive-IpcQueue other
        Start-IpcWorker { 'worked' } | Receive-IpcWorker -Wait
        $many = Start-IpcWorker { foreach ($i in 1..3000) { 'x' * 1000 } } # Three times what there is.
        "$(@(Receive-IpcWorker $many -Wait).Count) $($many.State)"
        1..3 | Invoke-IpcParallel { if ($_ -eq 2) { , [byte[]]::new(5MB) } else { "item $_" } } -ThrottleLimit 1 -Ordered -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId
        try { 1 | Invoke-IpcParallel { , [byte[]]::new(5MB) } -ItemTimeout 1 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        $large = [byte[]]::new(5MB)
        1, $large, 3 | Invoke-IpcParallel { "item $_" } -ThrottleLimit 1 -Ordered -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId
        $pool = New-IpcPool 1
        4 | Invoke-IpcParallel { "item $_" } -Pool $pool
        try { 1 | Invoke-IpcParallel { ($using:large).Length } -Pool $pool } catch { $_.FullyQualifiedErrorId }
        & { 5; [Threading.Thread]::Sleep(500); , $large; 6 } | Invoke-IpcParallel { "item $_" } -Pool $pool -Ordered -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId
        """;

    private const string Ends = """
        Import-Module $args[0]
        $go = New-IpcEvent
        $pool = New-IpcPool 1
        $pooled = Start-IpcWorker { param($go) 'on'; $null = Wait-IpcEvent $go } -ArgumentList $go -Pool $pool
        $single = Start-IpcWorker { param($go) 'on'; $null = Wait-IpcEvent $go } -ArgumentList $go
        while ($pooled.Output.Count -eq 0 -or $single.Output.Count -eq 0) { $null = Wait-IpcEvent $go -Timeout 0.05 -Quiet }
        $queue = New-IpcQueue
        try { while ($true) { $queue.Send('x' * 10000) } } catch { }
        try { while ($true) { $null = New-IpcLock -ErrorAction Stop } } catch { }
        Stop-Process -Id $single.ProcessId, $pooled.ProcessId -Force
        foreach ($job in $single, $pooled) {
            $null = Wait-Job $job
            "$($job.State) $($job.Signal)"
        }
        $queue.Close()
        'again' | Invoke-IpcParallel { $_ } -Pool $pool
        """;

    // What needs a descriptor fails; what is open goes on. (Where address space is used up, the runtime ends the
    // process itself as soon as it compiles something.)
    private const string Quota = """
        Import-Module $args[0]
        $queue = New-IpcQueue
        Send-IpcQueue $queue 1
        $kept = [Collections.Generic.List[object]]::new()
        do {
            try { $kept.Add((New-IpcQueue -ErrorAction Stop)) } catch { $problem = $_ }
        } until ($problem)
        "$($problem.FullyQualifiedErrorId) $("$problem" -like '*ulimit*')"
        try { New-IpcQueue -Name quota -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        Send-IpcQueue $queue 2
        Receive-IpcQueue $queue -Count 2
        $kept | ForEach-Object { $_.Close() }
        Send-IpcQueue (New-IpcQueue -Name quota) 'again'
        Receive-IpcQueue quota
        """;

    [Fact]
    public void A_quota_of_open_files_is_an_error_that_says_so_and_loses_nothing()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ipc-quota-");
        try
        {
            string script = Path.Combine(folder.FullName, "quota.ps1");
            File.WriteAllText(script, Quota);
            (int exitCode, string output, string error) = ProgramRun.Run(
                "bash",
                [
                    "-c", "ulimit -n 300 && exec \"$@\"", "bash",
                    .. RealPwsh.Command, "-NoProfile", "-File", script, Repository.Manifest,
                ]);
            Assert.True(exitCode == 0 && error.Length == 0, output + error);
            Assert.Equal(
                ["IpcNoSpace,Ipc.Commands.NewIpcQueueCommand True", "IpcNoSpace,Ipc.Commands.NewIpcQueueCommand", "1", "2", "again"],
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // One descriptor after the other is given back, until it works: before that it is an error of ours each time.
    private const string Descriptors = """
        Import-Module $args[0]
        $held = [Collections.Generic.List[object]]::new()
        try { while ($true) { $held.Add([IO.File]::OpenHandle('/dev/null')) } } catch { 'all taken' }
        foreach ($what in { $null = New-IpcQueue }, { $null = Get-IpcObject }, { $null = New-IpcLock -Name descriptors },
            { Use-IpcLock -Lock descriptors { } }, { Start-IpcWorker { 'worked' } | Receive-IpcWorker -Wait }) {
            do {
                $problem = $null
                try { & $what } catch { $problem = $_ }
                if ($problem -and $problem.FullyQualifiedErrorId -notmatch '^Ipc(NoSpace|WorkerFailed|NotFound)') {
                    "$what : $($problem.Exception.GetType()) $problem"
                }
                if (-not $held) { throw "$what : all are given back, and still $($problem.FullyQualifiedErrorId) $problem $($problem.Exception.InnerException)" }
                $held[0].Dispose()
                $held.RemoveAt(0)
            } while ($problem)
        }
        'done'
        """;

    [Fact]
    [Trait("Category", "Soak")]
    public void Whatever_there_are_too_few_descriptors_for_is_an_error_of_ours()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ipc-few-");
        try
        {
            string script = Path.Combine(folder.FullName, "few.ps1");
            File.WriteAllText(script, "$ErrorActionPreference = 'Stop'\n" + Descriptors);
            (int exitCode, string output, string error) = ProgramRun.Run(
                "bash",
                [
                    "-c", "ulimit -n 400 && exec \"$@\"", "bash",
                    .. RealPwsh.Command, "-NoProfile", "-File", script, Repository.Manifest,
                ]);
            Assert.True(exitCode == 0, output + error);
            Assert.Equal(["all taken", "worked", "done"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void A_full_file_system_is_an_error_and_loses_nothing()
    {
        Assert.Equal(
            [
                "IpcNoSpace,Ipc.Commands.SendIpcQueueCommand ResourceUnavailable",
                "IpcNoSpace,Ipc.Commands.ReceiveIpcQueueCommand True",
                "IpcNoSpace,Ipc.Commands.NewIpcArrayCommand",
                "all there: True",
                "again",
                "most of it: True",
                "0 left",
                "most of it: True",
                "0 left",
                "IpcNoSpace,Ipc.Commands.SendIpcQueueCommand True",
                "after it",
                "worked",
                "3000 Completed",
                "item 1",
                "item 3",
                "IpcNoSpace",
                "IpcTimeout,Ipc.Commands.InvokeIpcParallelCommand",
                "item 1",
                "item 3",
                "IpcNoSpace,Ipc.Commands.InvokeIpcParallelCommand",
                "item 4",
                "IpcNoSpace,Ipc.Commands.InvokeIpcParallelCommand",
                "item 5",
                "item 6",
                "IpcNoSpace,Ipc.Commands.InvokeIpcParallelCommand",
            ],
            RunInOneMegabyte(Script));
    }

    [SkippableFact]
    public void The_end_of_a_worker_is_told_where_there_is_no_room_to_tell_it() =>
        Assert.Equal(["Failed SIGKILL", "Failed SIGKILL", "again"], RunInOneMegabyte(Ends));

    private const string Stores = """
        Import-Module $args[0]
        $ErrorActionPreference = 'Stop'
        $d, $l, $v, $set = (New-IpcDictionary), (New-IpcList), (New-IpcValue 'kept'), (New-IpcSet)
        function Fill($Add) { for ($i = 0; ; $i++) { try { $null = & $Add $i } catch { $script:filled = $i; return "$($_.Exception.GetBaseException().Error)" } } }
        function Fails($Change) { try { & $Change; 'it fits' } catch { "$($_.Exception.GetBaseException().Error)" } }
        $text = 'x' * 5000
        $d['kept'] = 'kept'
        $null = $l.Add('kept')
        Fill { $d["key $($args[0])"] = $text }
        $first = $filled
        "$($first -gt 50) $($d.Count -eq $first + 1) $(@(0..($first - 1)).Where{ $d["key $_"] -cne $text }.Count) lost"
        Fails { $d['kept'] = 'y' * 900000 }
        Fails { $l[0] = 'y' * 900000 }
        Fails { $l.Insert(0, 'y' * 900000) }
        Fails { $v.Value = 'y' * 900000 }
        "$($d['kept']) $($l[0]) $($l.Count) $($v.Value)"
        $d.Clear()
        Fill { $d["key $($args[0])"] = $text }
        "as much again: $($filled -ge $first)"
        $d.Close()
        Fill { $l.Add($text) }
        "$($filled -gt 50) $($l.Count -eq $filled + 1) $(@($l).Where{ $_ -ceq $text }.Count -eq $filled) $($l[0])"
        $l.Close()
        Fill { $set.Add("$($args[0])".PadRight(5000)) }
        "$($filled -gt 50) $($set.Count -eq $filled) $(@(0..($filled - 1)).Where{ -not $set.Contains("$_".PadRight(5000)) }.Count) lost"
        $set.Close()
        $v.Value = 'y' * 100000
        $v.Value.Length
        """;

    [SkippableFact]
    public void A_full_file_system_leaves_what_is_stored_as_it_was() => Assert.Equal(
        [
            "NoSpace", "True True 0 lost", "NoSpace", "NoSpace", "NoSpace", "NoSpace", "kept kept 1 kept", "NoSpace", "as much again: True",
            "NoSpace", "True True True kept", "NoSpace", "True True 0 lost", "100000",
        ],
        RunInOneMegabyte(Stores));

    internal static string[] RunInOneMegabyte(string text)
    {
        Skip.If(Libc.geteuid() != 0, "Only root can make a small file system.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ipc-small-");
        string script = Path.Combine(folder.FullName, "full.ps1");
        File.WriteAllText(script, text);
        string home = Directory.CreateDirectory(Path.Combine(folder.FullName, "home")).FullName;
        try
        {
            (int exitCode, string output, string error) = ProgramRun.Run(
                "unshare",
                [
                    "-m", "sh", "-c",
                    "mount -t tmpfs -o size=1m,mode=700 tmpfs \"$0\" || exit 99; IPC_HOME=\"$0\" exec \"$@\"",
                    home, .. RealPwsh.Command, "-NoProfile", "-File", script, Repository.Manifest,
                ]);
            Skip.If(exitCode == 99, $"This sandbox does not let anybody mount: {error}");

            Assert.Equal("", error);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
