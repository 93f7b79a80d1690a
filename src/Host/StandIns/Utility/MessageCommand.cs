using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>What Write-Debug, Write-Verbose and Write-Warning share.</summary>
public abstract class MessageCommand : PSCmdlet
{
    /// <summary>The text.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    [Alias("Msg")]
    public string Message { get; set; } = string.Empty;
}
