using System.Runtime.CompilerServices;
using Ipc.Model;
using Ipc.Platform.Linux;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc.Inspection;

/// <summary>The shared memory of this machine: objects are files in the user's folder.</summary>
internal sealed class SharedMemoryStore : IIpcStore
{
    public IReadOnlyList<IIpcObject> Create(IpcSpec spec, IMessageEncoding? encoding)
    {
        RegionFolder.ThrowIfHomeChanged();
        return ObjectDescriptor.Of(spec.Kind).Create(spec, encoding);
    }

    public IReadOnlyList<IIpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding)
    {
        RegionFolder.ThrowIfHomeChanged();
        return ObjectDescriptor.Of(spec.Kind).CreateOrOpen(spec, encoding);
    }

    public IIpcObject Open(IpcReference reference, IMessageEncoding? encoding)
    {
        RegionFolder.ThrowIfHomeChanged();
        return IpcObject.Open(reference, encoding);
    }

    public IIpcPipe? Connect(string name, IMessageEncoding? encoding, TimeSpan? timeout, CancellationToken cancellation)
    {
        RegionFolder.ThrowIfHomeChanged();
        try
        {
            return timeout is not { } time ? IpcPipe.Connect(name, encoding, cancellation)
                : IpcPipe.TryConnect(name, out IpcPipe? connection, time, encoding, cancellation) ? connection
                : null;
        }
        catch (IpcException e) when (e.Error == IpcError.NotFound && ListenersInWords() is { } words)
        {
            throw new IpcException(e.Error, $"{e.Message} {words}", e);
        }
    }

    /// <summary>
    /// Lists every object of this user. Leftovers of processes that were killed are cleared on the way.
    /// </summary>
    public IReadOnlyList<IpcObjectInfo> List()
    {
        RegionFolder.ThrowIfHomeChanged();
        if (!RegionFolder.Exists)
        {
            return [];
        }

        RegionFolder folder = RegionFolder.Default;
        List<IpcObjectInfo> found = [];
        foreach (string path in folder.Files().Order(StringComparer.Ordinal))
        {
            if (RegionInspector.Inspect(folder, path) is { } info)
            {
                found.Add(info);
            }
        }

        return found;
    }

    public bool Remove(IpcObjectInfo found, CancellationToken cancellation)
    {
        if (found.Kind is { } kind)
        {
            using IpcObject opened = IpcObject.Open(new IpcReference(kind, found.Id, found.Instance, 0));
            opened.Remove(cancellation);
            return true;
        }

        return RegionInspector.Inspect(RegionFolder.Default, found.Path) switch
        {
            null => false,
            { Kind: null } => RegionFile.Delete(found.Path),
            _ => throw new IpcException(
                IpcError.NotFound,
                $"'{found.Id}' is not damaged, or another object has its name now. {Advice.For(IpcAdvice.Remove)}"),
        };
    }

    // Null when nobody listens at all.
    private string? ListenersInWords()
    {
        string[] names = [.. List().Where(found => found is { Kind: IpcKind.Listener, Name: not null }).Select(found => $"'{found.Name}'")];
        return names.Length == 0 ? null : $"Listened on is {string.Join(", ", names.Take(10))}{(names.Length > 10 ? ", ..." : "")}.";
    }

#pragma warning disable CA2255 // The store registers itself, as kinds do, so that nothing below has to know it.
    [ModuleInitializer]
    internal static void Register() => IpcStore.Register(new SharedMemoryStore());
#pragma warning restore CA2255
}
