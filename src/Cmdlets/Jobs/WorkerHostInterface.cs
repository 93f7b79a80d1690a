using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Ipc.Commands;

/// <summary>The user interface of a worker: what is written goes to the streams, and nothing can be read.</summary>
internal sealed partial class WorkerHostInterface : PSHostUserInterface
{
    private readonly Action<InformationRecord> _show;

    /// <param name="show">Sends what the script shows to whoever receives from the worker.</param>
    public WorkerHostInterface(Action<InformationRecord> show) => _show = show;

    public override PSHostRawUserInterface? RawUI => null;

    public static PSInvalidOperationException NotInteractive() => new(
        "A worker cannot ask the user anything. Ask before starting it, and pass the answer with -ArgumentList or "
            + "$using:.");

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
}
