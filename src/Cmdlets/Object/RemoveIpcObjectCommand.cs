using System.Management.Automation;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>Ends shared objects for every process.</summary>
/// <remarks>
/// <para>The name is free at once. Whoever waits on the object, in any process, gets the error IpcNotFound, and so does
/// whoever uses it afterwards. To close only this process's handle, call its Close method.</para>
/// <para>Objects that are not persistent end by themselves with their last holder; this is for those that are, and for
/// ending something early.</para>
/// </remarks>
/// <example>
/// <para>Remove by name</para>
/// <code>Remove-IpcObject jobs, results</code>
/// <para>Removes both, whatever kinds they are. A name that does not exist is the error IpcNotFound.</para>
/// </example>
/// <example>
/// <para>Remove what a pipeline finds</para>
/// <code>Get-IpcObject test-* | Remove-IpcObject -WhatIf</code>
/// <para>Says what would be removed. Names take wildcards here, too: Remove-IpcObject test-*</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "IpcObject", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveIpcObjectCommand : ObjectsCommand
{
    private ulong _refused;

    /// <summary>Deletes damaged files, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string OfWorkers => "Remove-IpcWorker";

    private protected override void EndProcessingCore() => NamedObjects.Prune();

    private protected override void Act(ObjectArgument argument)
    {
        if (argument.Live is IpcLock { Index: not null } part)
        {
            RefuseLockOfSet(part);
        }
        else if (argument.Live is { } live)
        {
            RemoveLive(live);
        }
        else if (argument.Found is { } found)
        {
            RemoveFound(found);
        }
        else
        {
            RemoveNamed(argument.Name ?? "");
        }
    }

    // Once for each set: a pipeline takes it apart, and a thousand times the same would help nobody.
    private void RefuseLockOfSet(IpcLock part)
    {
        ulong set = part.Region.Instance;
        if (_refused != set)
        {
            _refused = set;
            part.Remove();
        }
    }

    private void RemoveNamed(string name)
    {
        ObjectNamePattern pattern = new(name);
        IReadOnlyList<IpcObjectInfo> all = IpcStore.Local.List();
        if (LockSetCells.TryParse(name, out string set, out _)
            && all.Any(info => info.Kind == IpcKind.LockSet && string.Equals(info.Id, set, StringComparison.OrdinalIgnoreCase)))
        {
            using IpcLock part = IpcLock.Open(name);
            RefuseLockOfSet(part);
            return; // As a wildcard it could match something else.
        }

        // Wildcards are for names. An anonymous object has none, and somebody is using it.
        List<IpcObjectInfo> found = [.. all.Where(
            info => pattern.Matches(info) && (!pattern.IsWildcard || info.Name is not null || info.State == IpcObjectState.Damaged))];
        if (found.Count == 0 && !pattern.IsWildcard)
        {
            throw pattern.NotFound();
        }

        foreach (IpcObjectInfo info in found)
        {
            try
            {
                RemoveFound(info);
            }
            catch (IpcException e)
            {
                FailOne(e, info, found.Count * InputObject.Length);
            }
        }
    }

    private void RemoveFound(IpcObjectInfo info)
    {
        if (info.Kind is { } kind)
        {
            if (ShouldProcess(Describe(kind, info.Id), "Remove"))
            {
                IpcStore.Local.Remove(info, StopToken);
            }
        }
        else if (!Force)
        {
            string message = info.Problem!.Message;
            throw new IpcException(
                info.Problem.Error, message.Contains("-Force", StringComparison.Ordinal) ? message : $"{message} Remove-IpcObject -Force deletes it.", info.Problem);
        }
        else if (ShouldProcess(info.Path, "Delete damaged file"))
        {
            IpcStore.Local.Remove(info);
        }
    }

    private void RemoveLive(IIpcObject live)
    {
        if (live.IsRemoved)
        {
            throw new IpcException(IpcError.NotFound, $"The {Describe(live.Kind, live.Id)} has been removed already.");
        }

        if (!ShouldProcess(Describe(live.Kind, live.Id), "Remove"))
        {
            return;
        }

        if (live.IsClosed)
        {
            // This process may have left it: it has to come back to end it.
            using IIpcObject again = IpcStore.Local.Open(live.GetReference(), null);
            again.Remove(StopToken);
        }
        else
        {
            live.Remove(StopToken);
        }
    }

    private static string Describe(IpcKind kind, string id) => $"{KindTable.NameOf(kind)} '{id}'";
}
