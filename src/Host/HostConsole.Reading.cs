using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Ipc.Host;

/// <content>Nobody is asked anything: lines come from stdin, every prompt is an error that says so.</content>
internal sealed partial class HostConsole
{
    /// <inheritdoc/>
    public override string ReadLine() => Console.In.ReadLine() ?? string.Empty;

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => throw NotInteractive("read a password");

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw NotInteractive("ask for " + string.Join(", ", descriptions.Select(field => field.Name)));

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        throw NotInteractive($"ask '{message}'");

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw NotInteractive("ask for a credential");

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw NotInteractive("ask for a credential");

    private static HostException NotInteractive(string what) =>
        new($"The host is not interactive and can't {what}. Pass the value as an argument of the script, or use -Confirm:$false.");
}
