using System.Management.Automation;
using System.Management.Automation.Host;

namespace Ipc.Host;

/// <summary>
/// Output and <c>Write-Host</c> to stdout; errors, warnings, verbose and debug text to stderr, so that what a script
/// prints can be piped on. Plain text, without colours. Reading is in HostConsole.Reading.cs.
/// </summary>
internal sealed partial class HostConsole : PSHostUserInterface
{
    /// <summary>Sends lines of output to stderr too: set while the error that ended the script is shown.</summary>
    public bool WritesErrors { get; set; }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new HostScreen();

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => false;

    private TextWriter Output => WritesErrors ? Console.Error : Console.Out;

    /// <inheritdoc/>
    public override void Write(string value) => Output.Write(Plain(value));

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Output.Write(Plain(value));

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        if (WritesErrors)
        {
            WriteErrorLine(value);
        }
        else
        {
            Console.Out.WriteLine(Plain(value));
        }
    }

    /// <summary>Writes a line of an error; the empty lines of an error's layout are left out, as pwsh has it.</summary>
    public override void WriteErrorLine(string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Console.Error.WriteLine(Plain(value));
        }
    }

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => Console.Error.WriteLine("WARNING: " + message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => Console.Error.WriteLine("VERBOSE: " + message);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => Console.Error.WriteLine("DEBUG: " + message);

    /// <summary>Progress is for someone who looks on; this console shows none.</summary>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    private string Plain(string value) => GetOutputString(value, SupportsVirtualTerminal);
}
