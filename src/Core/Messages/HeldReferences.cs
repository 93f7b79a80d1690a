using Ipc.Platform.CrashPoints;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>
/// The objects that a message refers to, each with a handle of the message's own: held before it is taken from its
/// container, and until it has been read. Not for several threads.
/// </summary>
internal sealed class HeldReferences : IDisposable
{
    private readonly List<IRegionHandle> _handles = [];

    /// <summary>
    /// Opens what a message refers to. What cannot be opened is left out: it was removed, or the message has been taken
    /// meanwhile. Who reads the message finds out.
    /// </summary>
    /// <param name="references">As they stand in the message.</param>
    public static HeldReferences Open(ReadOnlySpan<byte> references)
    {
        HeldReferences held = new();
        try
        {
            while (ReferenceView.TryRead(ref references, out ReferenceView reference))
            {
                held.TryAdd(reference.ToReference());
                CrashPoint.Reach(CrashStep.ReferenceJoined);
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The message was taken from a container: that may have been the last there that refers to these.</summary>
    public void LookAt(ulong container)
    {
        foreach (IRegionHandle handle in _handles)
        {
            ReferenceLook.At(handle.Region, container);
        }
    }

    /// <summary>Holds what others hold, too.</summary>
    public void Append(HeldReferences? others)
    {
        if (others is not null)
        {
            _handles.AddRange(others._handles);
            others._handles.Clear();
        }
    }

    public void Dispose()
    {
        _handles.ForEach(static handle => handle.Dispose());
        _handles.Clear();
    }

    private void TryAdd(in IpcReference reference)
    {
        try
        {
            _handles.Add(KindTable.Of(reference.Kind).Hold(reference));
        }
        catch (IpcException e) when (e.Error is not IpcError.NoSpace)
        {
        }
    }
}
