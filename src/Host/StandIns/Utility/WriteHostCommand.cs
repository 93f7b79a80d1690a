using System.Collections;
using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Write-Host.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    /// <summary>The information records that hosts show; the tag is the engine's.</summary>
    private static readonly string[] s_tags = ["PSHOST"];

    /// <summary>What to show.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
#pragma warning disable CA1720 // The name is the real cmdlet's.
    public object? Object { get; set; }
#pragma warning restore CA1720

    /// <summary>Doesn't end the line.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>What stands between the elements of a collection.</summary>
    [Parameter]
    public object Separator { get; set; } = " ";

    /// <summary>Colour of the text.</summary>
    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    /// <summary>Colour behind the text.</summary>
    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteInformation(
        new HostInformationMessage
        {
            Message = ToText(Object),
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor,
            BackgroundColor = BackgroundColor,
        },
        s_tags);

    private string ToText(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        string text => text,
        IEnumerable elements => string.Join(Separator.ToString(), elements.Cast<object?>().Select(ToText)),
        _ => value?.ToString() ?? string.Empty,
    };
}
