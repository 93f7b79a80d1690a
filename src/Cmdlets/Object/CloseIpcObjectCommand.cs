using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>Closes shared objects in this process.</summary>
/// <remarks>
/// <para>Other processes that hold the object go on with it; it ends when the last of them has closed it or ended,
/// unless it is persistent. To end it for every process, use Remove-IpcObject.</para>
/// <para>What is passed as an object is closed by itself; with a name, every handle is closed that this process has by
/// that name. A closed handle cannot be used any more; closing twice does nothing. Leave a
/// lock before you close it: otherwise it is as if its holder had died, and the next one is warned
/// (IpcAbandoned).</para>
/// <para>Little has to be closed: what has no name is closed some time after no variable holds it any more, and
/// everything when the process ends. Close what others wait to see closed, such as an end of a pipe, names that are to
/// be free, and large memory that is not needed any more.</para>
/// </remarks>
/// <example>
/// <para>Give the memory back now</para>
/// <code>$memory = New-IpcMemory 1GB
/// Close-IpcObject $memory</code>
/// <para>No other process holds it, so that its gigabyte is free at once.</para>
/// </example>
/// <example>
/// <para>Close by name</para>
/// <code>Close-IpcObject jobs, results</code>
/// <para>This process does not hold the two any more. If no other does, they are gone, and their names are free.</para>
/// </example>
[Cmdlet(VerbsCommon.Close, "IpcObject", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class CloseIpcObjectCommand : ObjectsCommand
{
    private protected override string OfWorkers => "Stop-IpcWorker";

    private protected override void Act(ObjectArgument argument)
    {
        if (argument.Live is { } live)
        {
            if (ShouldProcess(live.Describe(), "Close"))
            {
                live.Close();
            }

            return;
        }

        string given = argument.Found?.Id ?? argument.Name ?? "";
        ObjectNamePattern pattern = new(given);
        string[] names = [.. NamedObjects.Names().Where(pattern.Matches)];
        if (names.Length == 0 && !pattern.IsWildcard)
        {
            throw pattern.NotFound(
                $"This process has nothing open by the name '{given}'. An object without a name is closed by what "
                    + "holds it: Close-IpcObject $queue. Remove-IpcObject ends one for every process.");
        }

        foreach (string name in names)
        {
            if (ShouldProcess($"all handles of this process to '{name}'", "Close"))
            {
                NamedObjects.Close(name);
            }
        }
    }
}
