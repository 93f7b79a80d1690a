using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Takes a turn of a rate limit, waiting until there is one.</summary>
/// <remarks>
/// <para>It sleeps until a turn is there. A turn is used up by taking it: nothing has to be left, and nothing comes
/// back, whatever the script does then.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout), and no turn was taken. With -Timeout it writes $true
/// when it has a turn; with -Quiet $false, instead of the error, when it has none. Without -Timeout it writes
/// nothing.</para>
/// </remarks>
/// <example>
/// <para>Wait before each request</para>
/// <code>foreach ($uri in $uris) { Enter-IpcRateLimit api; Invoke-RestMethod $uri }</code>
/// <para>All processes that do so keep to the rate together.</para>
/// </example>
/// <example>
/// <para>Only if there is a turn now</para>
/// <code>if (Enter-IpcRateLimit $limit -Timeout 0 -Quiet) { 'go' } else { 'too often' }</code>
/// <para>With -Quiet the answer is $true or $false.</para>
/// </example>
[Cmdlet(VerbsCommon.Enter, "IpcRateLimit")]
[OutputType(typeof(bool))]
public sealed class EnterIpcRateLimitCommand : TimedAttemptCommand
{
    /// <summary>The rate limit, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(RateLimitArgument))]
    [NamesOf<RateLimitArgument>]
    public RateLimitArgument RateLimit { get; set; } = null!;

    private protected override object? Target => RateLimit.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcRateLimit target = RateLimit.Resolve();
        Report(
            target.TryEnter(Patience, StopToken),
            () => $"The {target.Describe()} had no turn within {PatienceText}. Nothing was taken; try again, or wait "
                + "longer.");
    }
}
