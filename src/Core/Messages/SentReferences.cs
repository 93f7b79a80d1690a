using System.Runtime.InteropServices;
using Ipc.Platform;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// What a message refers to, on its way into a container: from here on nobody but the message keeps it alive. Not for
/// several threads.
/// </summary>
/// <remarks>
/// <para>For each object: (S1) take part in it, with a handle of the message's own; (S2) inside the object, a pending
/// entry for the container; (S3) the message is sent, as any; (S4) inside the object, the entry is settled; (S5) if
/// anything was received meanwhile, it is looked at: who received it found the entry pending; (S6) the handle is
/// closed. What was not sent takes its entries back.</para>
/// <para>Deaths: after S2 or S3, recovery settles the entry and looks; see <c>docs/design/in-flight.md</c>. Somebody
/// may be paused inside the object: then S4 to S6 are done in the background, and until then this process holds
/// it.</para>
/// </remarks>
/// <param name="container">Where the message goes.</param>
/// <param name="dropped">Counts the messages that have gone from there, or at least those that refer to anything.</param>
internal sealed class SentReferences(Region container, Func<ulong> dropped) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly List<(IRegionHandle Handle, ContainerEntry Entry)> _marked = [];
    private readonly List<byte> _bytes = [];
    private ulong _dropped;

    /// <summary>What stands in front of the message.</summary>
    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    /// <summary>Whether step 3 is done.</summary>
    public bool IsSent { get; set; }

    /// <summary>Steps 1 and 2. What is gone is left out: a message may say what was.</summary>
    /// <returns>False when the deadline passed.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>.</exception>
    public bool TryMark(IReadOnlyCollection<IpcReference> references, Deadline deadline, CancellationToken cancellation)
    {
        HashSet<IpcReference> seen = [];
        Queue<IpcReference> work = new(references);
        while (work.TryDequeue(out IpcReference reference))
        {
            if (!seen.Add(reference) || Hold(reference) is not { } handle)
            {
                continue;
            }

            if (!TryMark(reference, handle, deadline, cancellation))
            {
                return false;
            }

            if (handle.Needs is { } needed)
            {
                work.Enqueue(needed);
            }
        }

        _dropped = dropped(); // Before the message is there: whatever is received from now on may be it.
        return true;
    }

    /// <summary>Steps 4 to 6.</summary>
    public void Dispose()
    {
        foreach ((IRegionHandle handle, ContainerEntry entry) in _marked)
        {
            if (!TryFinish(handle, entry, Deadline.After(s_patience)))
            {
                FinishInBackground(handle, entry);
            }
        }
    }

    private bool TryMark(
        in IpcReference reference, IRegionHandle handle, Deadline deadline, CancellationToken cancellation)
    {
        bool isMarked = false;
        try
        {
            isMarked = handle.Region.TryAddEntry(
                container.Instance, reference.Part, deadline, cancellation, out ContainerEntry entry);
            if (isMarked)
            {
                _marked.Add((handle, entry));
                ReferenceView.Write(reference, _bytes);
            }

            return isMarked;
        }
        catch (IpcException e) when (e.Error != IpcError.NoSpace)
        {
            return true; // It has ended just now, or is damaged: nobody will open it.
        }
        finally
        {
            if (!isMarked)
            {
                handle.Dispose();
            }
        }
    }

    private void FinishInBackground(IRegionHandle handle, ContainerEntry entry)
    {
        try
        {
            BackgroundThread.Start(() => TryFinish(handle, entry, Deadline.Never), "Ipc references");
        }
        catch (IpcException)
        {
            // There are no threads to be had: this process holds the object, and settles the entry when it leaves it.
        }
    }

    private bool TryFinish(IRegionHandle handle, in ContainerEntry entry, Deadline deadline)
    {
        Region region = handle.Region;
        try
        {
            if (!(IsSent ? region.TrySettle(entry, deadline) : region.TryWithdraw(entry, deadline)))
            {
                return false;
            }

            if (IsSent && (container.HasEnded || dropped() != _dropped))
            {
                ReferenceLook.At(region, container.Instance);
            }
        }
        catch (IpcException)
        {
            // Damaged, or this process is leaving it, which settles what is pending.
        }

        handle.Dispose();
        return true;
    }

    private static IRegionHandle? Hold(in IpcReference reference)
    {
        try
        {
            return KindTable.Of(reference.Kind).Hold(reference);
        }
        catch (IpcException e) when (e.Error != IpcError.NoSpace)
        {
            return null;
        }
    }
}
