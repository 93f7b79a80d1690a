using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>
/// The same where nothing of the engine is used that is not public. What is overridden is what is lost there.
/// </summary>
[Collection("Pools")]
public sealed class PublicWaysTests(PublicPoolFixture fixture) : ParallelCases(fixture), IClassFixture<PublicPoolFixture>
{
    private protected override bool KeepsWhatCameBefore => false;

    /// <summary>Location, environment, local variables and errors go; global variables and functions stay.</summary>
    [Fact]
    public override void An_item_leaves_nothing_to_the_next() => Assert.Equal(
        ["|||True|0", "1|||True|0"],
        Run("""
            1..5 | Invoke-IpcParallel -ThrottleLimit 1 -Pool $args[0] -ArgumentList $PWD.Path -ErrorAction Ignore {
                param($here)
                "$global:leak|$local|$env:LEAK|$($PWD.Path -eq $here)|$($Error.Count)"
                $global:leak = 1; $local = 1; $env:LEAK = 1; Set-Location /
                Write-Error 'x'
            }
            """).Distinct());

    /// <summary>The environment goes; a global variable of the call stays.</summary>
    [Fact]
    public override void Nothing_is_left_of_a_call_for_the_next() => Assert.Equal(
        ["1|"],
        Run("""
            1 | Invoke-IpcParallel -Begin { $global:fromBegin = 1; $env:FROMBEGIN = 1 } { 1 | Out-Null } -KeepState -ThrottleLimit 1 -Pool $args[0]
            1..20 | Invoke-IpcParallel { "$global:fromBegin|$env:FROMBEGIN" } -ThrottleLimit 1 -Pool $args[0]
            """).Distinct());
}
