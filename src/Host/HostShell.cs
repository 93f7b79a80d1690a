using System.Globalization;
using System.Management.Automation.Host;

namespace Ipc.Host;

/// <summary>The host that the engine talks to: a console without prompts.</summary>
internal sealed class HostShell : PSHost
{
    private readonly HostConsole _console = new();

    /// <summary>The <c>n</c> of the script's <c>exit n</c>, or null when it didn't say.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Where text goes.</summary>
    public HostConsole Console => _console;

    /// <inheritdoc/>
    public override string Name => "IpcHost";

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(HostShell).Assembly.GetName().Version!;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _console;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException("IpcHost has no prompt.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("IpcHost has no prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
