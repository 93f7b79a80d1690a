using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Ipc.Tests.Hosting;

/// <summary>A host that only remembers what it was told to show.</summary>
internal sealed class RecordingHost : PSHost
{
    private readonly Screen _screen = new();

    public IReadOnlyCollection<string> Shown => _screen.Shown;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => nameof(RecordingHost);

    public override PSHostUserInterface UI => _screen;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class Screen : PSHostUserInterface
    {
        public ConcurrentQueue<string> Shown { get; } = new();

        public override PSHostRawUserInterface? RawUI => null;

        public override void Write(string value) => Shown.Enqueue(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
            Shown.Enqueue($"{value} {foregroundColor}");

        public override void WriteLine(string value) => Shown.Enqueue(value);

        public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
            Shown.Enqueue($"{value} {foregroundColor}");

        public override void WriteErrorLine(string value) => Shown.Enqueue("ERROR " + value);

        public override void WriteDebugLine(string message) => Shown.Enqueue("DEBUG " + message);

        public override void WriteVerboseLine(string message) => Shown.Enqueue("VERBOSE " + message);

        public override void WriteWarningLine(string message) => Shown.Enqueue("WARNING " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record) =>
            Shown.Enqueue("PROGRESS " + record.Activity);

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw new NotSupportedException();

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
    }
}
