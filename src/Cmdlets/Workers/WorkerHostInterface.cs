using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Ipc.Commands;

/// <summary>The user interface of a worker: what is written is in the streams already, and nothing can be read.</summary>
internal sealed class WorkerHostInterface : PSHostUserInterface
{
    public override PSHostRawUserInterface? RawUI => null;

    public static PSInvalidOperationException NotInteractive() => new(
        "A worker cannot ask the user anything. Ask before starting it, and pass the answer with -ArgumentList or $using:.");

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw NotInteractive();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw NotInteractive();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw NotInteractive();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw NotInteractive();

    public override string ReadLine() => throw NotInteractive();

    public override SecureString ReadLineAsSecureString() => throw NotInteractive();

    public override void Write(string value)
    {
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
    }

    public override void WriteDebugLine(string message)
    {
    }

    public override void WriteErrorLine(string value)
    {
    }

    public override void WriteLine(string value)
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
}
