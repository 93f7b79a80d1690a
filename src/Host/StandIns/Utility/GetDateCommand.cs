using System.Globalization;
using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Get-Date.</summary>
[Cmdlet(VerbsCommon.Get, "Date")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDateCommand : PSCmdlet
{
    /// <summary>The date, instead of now.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime? Date { get; set; }

    /// <summary>Gives text of this .NET format.</summary>
    [Parameter]
    public string? Format { get; set; }

    /// <summary>Gives the time in UTC.</summary>
    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        DateTime date = Date ?? DateTime.Now;
        if (AsUTC)
        {
            date = date.ToUniversalTime();
        }

        WriteObject(Format is null ? date : date.ToString(ToNetFormat(Format), CultureInfo.CurrentCulture));
    }

    private static string ToNetFormat(string format) => format switch
    {
        "FileDate" => "yyyyMMdd",
        "FileDateUniversal" => "yyyyMMddZ",
        "FileDateTime" => "yyyyMMddTHHmmssffff",
        "FileDateTimeUniversal" => "yyyyMMddTHHmmssffffZ",
        _ => format,
    };
}
