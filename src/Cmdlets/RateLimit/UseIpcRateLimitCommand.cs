using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Runs a script block when a rate limit has a turn for it.</summary>
/// <remarks>
/// <para>It sleeps until a turn is there, and then runs the block in the caller's own scope: what it assigns is still
/// there afterwards, and its output, errors, warnings and other messages go on as they come. The turn is used up
/// whatever the block does.</para>
/// <para>When there is no turn in time, the error is IpcTimeout and the block does not run. With -Quiet the first thing
/// written is the answer instead: $true, and then what the block writes, or $false.</para>
/// </remarks>
/// <example>
/// <para>No more than ten requests a second</para>
/// <code>$limit = New-IpcRateLimit 10 1s
/// $pages = $uris | ForEach-Object { $uri = $_; Use-IpcRateLimit $limit { Invoke-RestMethod $uri } }</code>
/// <para>Hand $limit to workers, and they keep to it together.</para>
/// </example>
[Cmdlet(VerbsOther.Use, "IpcRateLimit")]
[OutputType(typeof(object))]
public sealed class UseIpcRateLimitCommand : TimedAttemptCommand
{
    /// <summary>The rate limit, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(RateLimitArgument))]
    [NamesOf<RateLimitArgument>]
    public RateLimitArgument RateLimit { get; set; } = null!;

    /// <summary>What to run when there is a turn.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    private protected override object? Target => RateLimit.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcRateLimit target = RateLimit.Resolve();
        if (!target.TryEnter(Patience, StopToken))
        {
            Report(
                came: false,
                () => $"The {target.Describe()} had no turn within {PatienceText}. The script block was not run; try "
                    + "again, or wait longer.");
            return;
        }

        ReportQuietly();
        CallerScope.Run(this, ScriptBlock);
    }
}
