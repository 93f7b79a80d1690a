using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Runs a script block in exactly one process, and gives what it wrote to all who ask.</summary>
/// <remarks>
/// <para>Whoever comes first runs the block; the others wait, and then write the same as it has written. If the block
/// throws, or its process dies, it counts as not run: the next one who waits, or comes, runs its block. What the block
/// writes is written when it has ended.</para>
/// <para>The name is that of an object, which is made by the first and kept by every process that has asked, until it
/// ends. With the last of these processes the result is gone, unless it is -Persistent; Remove-IpcObject ends it, so
/// that the next one runs the block again.</para>
/// <para>The others get the output as through a queue: live Ipc objects stay live while somebody holds them, and what
/// no message can carry (a secure string) is an error, for which the block counts as not run. Errors, warnings and
/// other messages are those of the one who runs it alone.</para>
/// <para>The block runs in the scope of its caller. When somebody else is at it until the time-out has passed, the
/// error is IpcTimeout. With -Quiet the first thing written is the answer instead: $true, and then the output, or
/// $false. Within the block the same name is the error IpcDeadlock.</para>
/// </remarks>
/// <example>
/// <para>Download once, use everywhere</para>
/// <code>$file = Use-IpcOnce download { Invoke-WebRequest $uri -OutFile big.zip; Get-Item big.zip }</code>
/// <para>However many workers run this line, one of them downloads. All of them get the file.</para>
/// </example>
/// <example>
/// <para>Once, as long as the machine runs</para>
/// <code>Use-IpcOnce migrated -Persistent { Update-Database }</code>
/// <para>Shared memory lasts until the next start of the system, or Remove-IpcObject migrated.</para>
/// </example>
[Cmdlet(VerbsOther.Use, "IpcOnce")]
[OutputType(typeof(object))]
public sealed class UseIpcOnceCommand : TimedAttemptCommand
{
    /// <summary>
    /// What is done once. Letters, digits, dots, dashes, underscores and spaces, up to 100; case does not matter.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NounNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>What to run once.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Keeps the result when the last process that has asked ends.</summary>
    [Parameter]
    public SwitchParameter Persistent { get; set; }

    private protected override object? Target => Name;

    private protected override void ProcessRecordCore()
    {
        IIpcOnce target = NamedObjects.Get(IpcKind.Once, Name, 0, OpenOrMake);
        switch (target.TryBegin(Patience, StopToken))
        {
            case IpcOnceResult.TimedOut:
                Report(
                    came: false,
                    () => $"Another process was at '{Name}' for all of {PatienceText}. The script block was not run; try "
                        + "again, or wait longer.");
                return;
            case IpcOnceResult.Begun:
                Write(Run(target));
                return;
            default:
                Write((System.Collections.IEnumerable)LiveObjects.Encoding.Decode(target.GetResult(), StopToken)!);
                return;
        }
    }

    private IIpcOnce OpenOrMake(string name) =>
        (IIpcOnce)IpcStore.Local.CreateOrOpen(new IpcOnceSpec { Name = name, Persistent = Persistent }, null)[0];

    private void Write(System.Collections.IEnumerable output)
    {
        ReportQuietly();
        WriteObject(output, enumerateCollection: true);
    }

    private Collection<PSObject> Run(IIpcOnce target)
    {
        bool done = false;
        try
        {
            Collection<PSObject> output = CallerScope.Collect(this, ScriptBlock);
            target.Complete(output.ToArray<object>(), LiveObjects.Encoding);
            done = true;
            return output;
        }
        finally
        {
            if (!done)
            {
                GiveUp(target);
            }
        }
    }

    // Removed or closed meanwhile: then nobody waits.
    private static void GiveUp(IIpcOnce target)
    {
        try
        {
            target.GiveUp();
        }
        catch (IpcException)
        {
        }
    }
}
