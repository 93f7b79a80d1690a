using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Lists the shared objects there are: which kind, how full, who holds them.</summary>
/// <remarks>
/// <para>Lists every object of this user in every process, named and anonymous. It only looks: nothing is opened or kept alive by it.
/// Leftovers of processes that were killed are cleared on the way.</para>
/// <para>A file that is damaged, or was made by another version, is listed with the State Damaged and says in Details what is wrong;
/// Remove-IpcObject -Force deletes it.</para>
/// </remarks>
/// <example>
/// <para>See everything</para>
/// <code>Get-IpcObject</code>
/// <para>Holders are process ids. Anonymous objects are shown by their ids, which begin with ~.</para>
/// </example>
/// <example>
/// <para>Who holds the locks of the build?</para>
/// <code>Get-IpcObject build* -Kind Lock | ForEach-Object { Get-Process -Id $_.Holders }</code>
/// <para>Names take wildcards.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcObject")]
[OutputType(typeof(IpcObjectInfo))]
public sealed class GetIpcObjectCommand : IpcCommand
{
    /// <summary>Names, wildcards allowed, or ids of anonymous objects. Without it all objects.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Only objects of these kinds: Queue, Pipe, Value, Array, Lock, Semaphore, Event, Barrier, Condition.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IpcKind[]? Kind { get; set; }

    private protected override object? Target => Name;

    private protected override void Process()
    {
        IReadOnlyList<IpcObjectInfo> found = IpcObjectInfo.List();
        foreach (string name in Name ?? ["*"])
        {
            ObjectNamePattern pattern = new(name);
            bool any = false;
            foreach (IpcObjectInfo info in found.Where(pattern.Matches))
            {
                any = true;
                if (Kind is null || (info.Kind is { } kind && Kind.Contains(kind)))
                {
                    WriteObject(info);
                }
            }

            if (!any && !pattern.IsWildcard)
            {
                WriteError(ErrorFactory.Create(pattern.NotFound(), name));
            }
        }
    }
}
