using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Asks the session in which Tab was pressed.</summary>
internal static class SessionQuery
{
    /// <summary>What a cmdlet of the engine writes; nothing where it fails or is not there.</summary>
    public static IReadOnlyList<T> Ask<T>(string command, params (string Name, object Value)[] parameters)
    {
        try
        {
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddCommand(command).AddParameter("ErrorAction", ActionPreference.Ignore);
            foreach ((string name, object value) in parameters)
            {
                shell.AddParameter(name, value);
            }

            return [.. shell.Invoke<T>()];
        }
        catch (Exception e) when (e is RuntimeException or InvalidOperationException)
        {
            return []; // Tab is no place for errors.
        }
    }
}
