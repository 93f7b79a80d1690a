namespace Ipc.Tests.Cmdlets;

/// <summary>What a user sees when there is no memory to lend, and that none is lost to what was lent once.</summary>
public class LoanSpaceTests
{
    private const string Script = """
        Import-Module $args[0]
        function Get-Loans($Queue, $Size) {
            $all = [Collections.Generic.List[object]]::new()
            try { while ($true) { $all.Add($Queue.Loan($Size)) } } catch { $script:problem = $_ }
            , $all
        }
        $queue = New-IpcQueue
        $loans = Get-Loans $queue 100KB
        "$($problem.Exception.InnerException.Error ?? $problem.Exception.Error) $($problem -match 'were not lent') $($loans.Count -ge 5)"
        $first = $loans.Count
        $loans | ForEach-Object { $_.Fill(7) }
        $loans[0].Send() # The message needs no more.
        $loans[1..($first - 1)] | ForEach-Object { $_.Dispose() }
        $large = $queue.Loan(400KB) # Of what the small ones had.
        $large.Length
        $view = Receive-IpcQueue $queue
        $view[100KB - 1]
        $view.Dispose()
        $large.Dispose()
        $again = Get-Loans $queue 100KB
        "as many again: $($again.Count -ge $first - 1)"
        $again | ForEach-Object { $_.Dispose() }
        $sent = 0
        try { while ($true) { $queue.Send('x' * 10000); $sent++ } } catch { }
        "messages instead: $($sent -gt 50)"
        $null = $queue.Clear()
        $other = New-IpcQueue # The first one has given back what it held.
        $others = Get-Loans $other 100KB
        "another queue: $($others.Count -ge $first - 2)"
        """;

    [SkippableFact]
    public void No_memory_to_lend_is_an_error_and_none_is_lost() => Assert.Equal(
        ["NoSpace True True", "409600", "7", "as many again: True", "messages instead: True", "another queue: True"],
        NoSpaceTests.RunInOneMegabyte(Script));
}
