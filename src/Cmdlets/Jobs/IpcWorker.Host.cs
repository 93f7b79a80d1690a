using System.Management.Automation;
using System.Management.Automation.Host;

namespace Ipc.Commands;

/// <summary>
/// What the worker shows in the host that -StreamingHost names, at once, besides keeping it in its streams.
/// </summary>
public sealed partial class IpcWorker
{
    private readonly PSHost? _streamingHost;

    /// <summary>On the thread that hears from all workers, before the records are put into their streams.</summary>
    internal void Show(WorkerMessage message)
    {
        foreach (StreamRecord record in message.Records)
        {
            if (record.Stream != StreamKind.Output)
            {
                Show(record.Value);
            }
        }
    }

    private void Show(object? record)
    {
        if (_streamingHost?.UI is not { } screen)
        {
            return;
        }

        try
        {
            switch (record)
            {
                case InformationRecord { MessageData: HostInformationMessage message } information when information.Tags.Contains("PSHOST"):
                    Write(screen, message);
                    information.Tags.Add("FORWARDED"); // So that the engine does not show it again when it is received.
                    break;
                case InformationRecord information when ShownInformation.Remove(information): // Once.
                    screen.WriteLine(information.ToString());
                    break;
                case WarningRecord warning:
                    screen.WriteWarningLine(warning.Message);
                    break;
                case VerboseRecord verbose:
                    screen.WriteVerboseLine(verbose.Message);
                    break;
                case DebugRecord debug:
                    screen.WriteDebugLine(debug.Message);
                    break;
                case ProgressRecord progress:
                    screen.WriteProgress(Id, progress);
                    break;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A host of somebody else's. What it cannot show is in the streams, and the other workers must be heard.
            System.Diagnostics.Debug.WriteLine(e);
        }
    }

    private static void Write(PSHostUserInterface screen, HostInformationMessage message)
    {
        bool noNewLine = message.NoNewLine == true;
        if (message.ForegroundColor is null && message.BackgroundColor is null)
        {
            (noNewLine ? (Action<string>)screen.Write : screen.WriteLine)(message.Message ?? "");
            return;
        }

        // What the engine takes for the colour that was not said.
        (noNewLine ? (Action<ConsoleColor, ConsoleColor, string>)screen.Write : screen.WriteLine)(
            message.ForegroundColor ?? ConsoleColor.Gray, message.BackgroundColor ?? ConsoleColor.Black, message.Message ?? "");
    }
}
