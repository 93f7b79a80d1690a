using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <summary>
/// The environment variables of a worker: its parent's, with what the user wants changed, and for the time of the start
/// what makes PowerShell start quicker. The worker takes the latter back before the script runs, so that programs it
/// starts do not inherit them.
/// </summary>
/// <remarks>
/// Without its diagnostics the engine opens no pipe for Enter-PSHostProcess, whose file would be left behind when a
/// worker is killed. A user who wants it says so: <c>-Environment @{ POWERSHELL_DIAGNOSTICS_OPTOUT = 0 }</c>.
/// </remarks>
internal sealed class WorkerEnvironment
{
    private const string Diagnostics = "POWERSHELL_DIAGNOSTICS_OPTOUT";

    private static readonly Dictionary<string, string> s_quickStart = new()
    {
        ["DOTNET_TieredPGO"] = "0",
        [Diagnostics] = "1",
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
    };

    private static readonly string[] s_taken = 
    [
        .. s_quickStart.Keys, StartupHook.HooksVariable, StartupHook.ChannelVariable, ProcessName.Variable,
    ];

    private readonly Dictionary<string, string?> _wanted = [];
    private readonly EnvironmentBaseline _callers;

    /// <summary>Takes what the user wants.</summary>
    /// <param name="wanted">
    /// Values by name, <c>$null</c> for a variable that the worker is not to have; null for nothing.
    /// </param>
    /// <param name="callers">The caller's; null for that of this moment.</param>
    /// <exception cref="IpcException"><see cref="IpcError.InvalidName"/>: a name that no variable can have.</exception>
    public WorkerEnvironment(IDictionary? wanted, EnvironmentBaseline? callers = null)
    {
        _callers = callers ?? new EnvironmentBaseline();
        foreach (DictionaryEntry entry in wanted ?? new Hashtable())
        {
            string name = LanguagePrimitives.ConvertTo<string>(entry.Key);
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
            {
                throw new IpcException(
                    IpcError.InvalidName, $"'{name}' in -Environment cannot be the name of an environment variable. "
                        + "Use one without '=', such as @{ LEVEL = 'debug' }.");
            }

            _wanted[name] = entry.Value is null ? null : LanguagePrimitives.ConvertTo<string>(entry.Value);
        }
    }

    /// <summary>Changes the environment that a process is to be started with.</summary>
    /// <param name="info">How it is to be started.</param>
    /// <param name="processName">The worker's name, for those who look who holds or waits for something.</param>
    public void Apply(ProcessStartInfo info, string processName)
    {
        // As it was when it was asked for: a worker may have to wait for its turn. What the start itself needs stays.
        foreach (DictionaryEntry change in ChangesSince(new EnvironmentBaseline()))
        {
            info.Environment[(string)change.Key] = change.Value as string;
        }

        info.Environment[ProcessName.Variable] = processName.Replace("\0", "", StringComparison.Ordinal);
        foreach ((string name, string value) in s_quickStart)
        {
            info.Environment[name] = value;
        }

        // What the worker's way to us depends on changes for the script only.
        foreach ((string name, string? value) in _wanted.Where(static pair => !IsOurs(pair.Key)))
        {
            info.Environment[name] = value;
        }
    }

    /// <summary>In the worker: whether the user wants the engine's pipe for Enter-PSHostProcess.</summary>
    public static bool AsksForDiagnostics() => Environment.GetEnvironmentVariable(Diagnostics) is not "1";

    /// <summary>In the worker: sets what <see cref="ForScript"/> says.</summary>
    /// <param name="variables">What it says.</param>
    /// <param name="engine">
    /// Whether those of the engine, which must stay until it has looked at them; or all others, which it may need to
    /// begin with.
    /// </param>
    public static void Set(Hashtable variables, bool engine)
    {
        foreach (DictionaryEntry variable in variables)
        {
            string name = (string)variable.Key;
            if (name.StartsWith("POWERSHELL_", StringComparison.Ordinal) == engine)
            {
                Environment.SetEnvironmentVariable(name, variable.Value as string);
            }
        }
    }

    /// <summary>What the worker sets before the script runs; null for what it takes away.</summary>
    /// <param name="processHas">The environment that its process was started with, if that is another.</param>
    public Hashtable ForScript(EnvironmentBaseline? processHas = null)
    {
        Hashtable variables = processHas is null ? new(StringComparer.Ordinal) : ChangesSince(processHas);
        foreach (string name in s_taken)
        {
            variables[name] = _callers.Variables.GetValueOrDefault(name);
        }

        foreach ((string name, string? value) in _wanted)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>What a script is to find changed in a process that was started with another environment.</summary>
    public Hashtable ChangesSince(EnvironmentBaseline processHas)
    {
        Hashtable changes = _callers.ChangesSince(processHas);
        foreach (string name in changes.Keys.Cast<string>().Where(IsOurs).ToList())
        {
            changes.Remove(name); // What the worker's way to us depends on.
        }

        return changes;
    }

    private static bool IsOurs(string name) =>
        name is StartupHook.HooksVariable or StartupHook.ChannelVariable || name.StartsWith("IPC_", StringComparison.Ordinal);
}
