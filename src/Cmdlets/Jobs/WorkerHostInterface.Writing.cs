using System.Management.Automation;

namespace Ipc.Commands;

/// <content>
/// What a script writes to <c>$Host.UI</c> itself becomes what Write-Host makes: a record of the information stream.
/// What cmdlets write is in the streams by the time the engine shows it here.
/// </content>
internal sealed partial class WorkerHostInterface
{
    // The engine hands over a record of the information stream and then, if the user is to see it, writes its text; on
    // one thread.
    [ThreadStatic]
    private static string? t_expected;

    public override void WriteInformation(InformationRecord record) =>
        t_expected = (record.MessageData is HostInformationMessage message ? message.Message : record.ToString()) ?? "";

    public override void Write(string value) => Show(value, null, null, noNewLine: true);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Show(value, foregroundColor, backgroundColor, noNewLine: true);

    public override void WriteLine() => Show("", null, null, noNewLine: false);

    public override void WriteLine(string value) => Show(value, null, null, noNewLine: false);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Show(value, foregroundColor, backgroundColor, noNewLine: false);

    /// <summary>In the colour of errors: it is for the eye only, as every host has it, and no error record.</summary>
    public override void WriteErrorLine(string value) => Show(value, ConsoleColor.Red, null, noNewLine: false);

    public override void WriteDebugLine(string message)
    {
    }

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override void WriteVerboseLine(string message)
    {
    }

    public override void WriteWarningLine(string message)
    {
    }

    private void Show(string? value, ConsoleColor? foreground, ConsoleColor? background, bool noNewLine)
    {
        string? expected = t_expected;
        t_expected = null;
        if (expected == (value ?? ""))
        {
            return;
        }

        InformationRecord record = new(
            new HostInformationMessage { Message = value ?? "", ForegroundColor = foreground, BackgroundColor = background, NoNewLine = noNewLine },
            "$Host.UI");
        record.Tags.Add("PSHOST");
        _show(record);
    }
}
