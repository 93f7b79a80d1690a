using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Ipc.Commands;

/// <summary>
/// The PowerShell host inside a worker. There is no screen: Write-Host and the other streams travel as records. Asking
/// the user something fails.
/// </summary>
internal sealed class WorkerHost : PSHost
{
    private readonly WorkerHostInterface _ui;

    public WorkerHost(Action<InformationRecord> show) => _ui = new WorkerHostInterface(show);

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "IpcWorker";

    public override PSHostUserInterface UI => _ui;

    public override Version Version { get; } = typeof(WorkerHost).Assembly.GetName().Version ?? new Version(0, 0);

    /// <summary>What the script said with <c>exit</c>; null when it did not.</summary>
    public int? ExitCode { get; private set; }

    public override void EnterNestedPrompt() => throw WorkerHostInterface.NotInteractive();

    public override void ExitNestedPrompt() => throw WorkerHostInterface.NotInteractive();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;
}
