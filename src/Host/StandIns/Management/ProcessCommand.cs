using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>What Get-Process and Stop-Process share: processes by id or by name.</summary>
public abstract class ProcessCommand : PSCmdlet
{
    /// <summary>The processes with these ids, and an error for each that isn't there.</summary>
    protected IEnumerable<Process> FindById(int[] ids)
    {
        foreach (int id in ids)
        {
            Process? found = null;
            try
            {
                found = Process.GetProcessById(id);
            }
            catch (ArgumentException exception)
            {
                WriteNotFound($"Cannot find a process with the process identifier {id}.", "NoProcessFoundForGivenId", id, exception);
            }

            if (found is not null)
            {
                yield return found;
            }
        }
    }

    /// <summary>The processes with names like these, and an error for each name without wildcards that isn't there.</summary>
    protected IEnumerable<Process> FindByName(string[] names)
    {
        Process[] all = [.. Process.GetProcesses().OrderBy(process => process.ProcessName, StringComparer.OrdinalIgnoreCase)];
        foreach (string name in names)
        {
            WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
            Process[] found = Array.FindAll(all, process => pattern.IsMatch(process.ProcessName));
            if (found.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                string message = $"Cannot find a process with the name \"{name}\". Verify the process name and call the cmdlet again.";
                WriteNotFound(message, "NoProcessFoundForGivenName", name, cause: null);
            }

            foreach (Process process in found)
            {
                yield return process;
            }
        }
    }

    private void WriteNotFound(string message, string id, object target, Exception? cause) =>
        WriteError(new ErrorRecord(new InvalidOperationException(message, cause), id, ErrorCategory.ObjectNotFound, target));
}
