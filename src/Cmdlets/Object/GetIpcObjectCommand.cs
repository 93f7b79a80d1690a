using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// Lists the shared objects there are: which kind, how full, who holds them, who waits, and who waits for each other.
/// </summary>
/// <remarks>
/// <para>Lists every object of this user in every process, named and anonymous. It only looks: nothing is opened or
/// kept alive by it. Leftovers of processes that were killed are cleared on the way.</para>
/// <para>What workers and pools need for themselves is left out, unless it is asked for with -Force or by its id.</para>
/// <para>A file that is damaged is listed with the State Damaged, an object that another version of the module has made
/// with its name and the State OtherVersion. Details says what is wrong; Remove-IpcObject -Force deletes either.</para>
/// <para>The view shows names that are long enough to be copied; the Id has all of it. It shows whether an object is
/// persistent, or damaged, among the Details; the State has it too.</para>
/// <para>Holders are the processes that have the object open, HolderNames the same with the names of workers and
/// programs. HeldBy says who is inside a lock: process, runspace
/// within it, since when; of a set of locks also which of them; or which processes have permits of a semaphore. Waiters
/// are the processes that wait, for whatever the object has to give: a message or room for one, a lock, a permit, an
/// event; one for each thread or runspace that sleeps. WaiterNames are the same with their names, and Details say how
/// many wait for what.</para>
/// <para>With -Deadlock it looks for processes that wait for each other: each holds the lock of a lock, value, array or
/// condition, and waits for that of the next. None of them goes on unless one gives up or ends. A cycle through
/// somebody who shares a reader-writer lock is not found: which runspace of a process shares it is known to that
/// process alone.</para>
/// </remarks>
/// <example>
/// <para>See everything</para>
/// <code>Get-IpcObject</code>
/// <para>Holders are the ids of the processes that have it open. Anonymous objects are shown by their ids, which begin
/// with ~.</para>
/// </example>
/// <example>
/// <para>Who holds the locks of the build?</para>
/// <code>Get-IpcObject build* -Kind Lock | Select-Object Name, HeldBy, Waiters</code>
/// <para>Shows who is inside each lock, and the processes that wait for it. Names take wildcards.</para>
/// </example>
/// <example>
/// <para>Why does nothing go on?</para>
/// <code>Get-IpcObject -Deadlock
/// Get-IpcObject -Deadlock | ForEach-Object { Stop-Process -Id $_.Members[0].ProcessId -Force }</code>
/// <para>Shows who waits for whom, and ends one process of each cycle: the next one then gets the lock, with a warning
/// that its holder died. Writes nothing when nobody waits in a cycle.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcObject", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(IpcObjectInfo), ParameterSetName = [ObjectSet])]
[OutputType(typeof(IpcDeadlock), ParameterSetName = [DeadlockSet])]
public sealed class GetIpcObjectCommand : IpcCommand
{
    private const string ObjectSet = "Object";
    private const string DeadlockSet = "Deadlock";

    /// <summary>Names, wildcards allowed, or ids of anonymous objects. Without it all objects.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [NamesOf<ObjectArgument>]
    [ObjectOrName]
    public string[]? Name { get; set; }

    /// <summary>
    /// Only objects of these kinds, such as Queue or Lock; Tab completes all there are.
    /// </summary>
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public IpcKind[]? Kind { get; set; }

    /// <summary>Shows what workers and pools need for themselves, too.</summary>
    [Parameter(ParameterSetName = ObjectSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Shows who waits for each other's locks, instead of objects; nothing when nobody does.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeadlockSet)]
    public SwitchParameter Deadlock { get; set; }

    private protected override object? Target => Name;

    private protected override void ProcessRecordCore()
    {
        if (Deadlock)
        {
            WriteObject(IpcDeadlock.Find(), enumerateCollection: true);
            return;
        }

        IReadOnlyList<IpcObjectInfo> found = IpcStore.Local.List();
        foreach (string name in Name ?? ["*"])
        {
            ObjectNamePattern pattern = new(name);
            bool any = false;
            foreach (IpcObjectInfo info in found.Where(pattern.Matches))
            {
                any = true;
                if (IsShown(info, pattern) && (Kind is null || (info.Kind is { } kind && Kind.Contains(kind))))
                {
                    WriteObject(info);
                }
            }

            if (!any && !pattern.IsWildcard)
            {
                FailOne(pattern.NotFound(), name, Name!.Length);
            }
        }
    }

    // Who says exactly what they want gets it.
    private bool IsShown(IpcObjectInfo info, ObjectNamePattern pattern) => Force || !info.IsInternal || !pattern.IsWildcard;
}
