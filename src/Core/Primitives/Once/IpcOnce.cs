using Ipc.Messages;
using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// Something that is done in exactly one process, and the result of it for all. Who dies at it, or gives up, has not
/// done it: the next one does. All members may be called from any thread.
/// </summary>
/// <remarks>
/// <para>Payload: a lock cell (24), held by the one who is at it; done (4); unused (4); length of the result (8). The
/// result stands at <see cref="RegionLayout.Data"/>.</para>
/// <para>Begin: (1) if it is done, nothing is to be done; (2) enter the cell; (3) look again, and leave if it was done
/// meanwhile. Complete: (1) mutex; (2) room for the result, the bytes, the length; (3) done, in one store; (4) leave
/// the cell, which wakes the next, who sees that it is done and passes that on.</para>
/// <para>Deaths: before step 3 of Complete it is not done, and what was written is written anew. The cell of a dead one
/// is taken over as a lock is; that it was abandoned is no news here. After step 3 it is done, whoever dies.</para>
/// <para>The result is written and read inside the mutex, once a process: what another process has closed is not
/// touched.</para>
/// </remarks>
public sealed class IpcOnce : IpcObject, IIpcOnce
{
    internal const int DoneAt = RegionLayout.PayloadAt + LockCell.Size;
    internal const int LengthAt = DoneAt + 8;
    internal const int ReferencesAt = DoneAt + 16;

    private readonly LockCell _cell;
    private readonly Cell32 _done;

    internal IpcOnce(Region region)
        : base(region)
    {
        _cell = new LockCell(region, RegionLayout.PayloadAt);
        _done = region.Word(DoneAt);
    }

    /// <inheritdoc/>
    public bool IsDone => _done.Value != 0;

    /// <summary>Makes something to be done once.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcOnce Create(string? name = null, bool persistent = false) =>
        OnceDescriptor.Instance.Create(new() { Name = name, Persistent = persistent });

    /// <summary>Opens what exists.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcOnce Open(string name) => OnceDescriptor.Instance.Open(name);

    /// <summary>Opens what has that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    public static IpcOnce CreateOrOpen(string name, bool persistent = false) =>
        OnceDescriptor.Instance.CreateOrOpen(new() { Name = name, Persistent = persistent });

    /// <inheritdoc/>
    public IpcOnceResult TryBegin(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        if (IsDone)
        {
            return IpcOnceResult.Done;
        }

        long owner = IpcHosting.CurrentOwner;
        if (_cell.IsHeldBy(owner))
        {
            throw new IpcException(
                IpcError.Deadlock, $"The {Region.Describe()} is being done by this very caller, so waiting would never end. "
                    + "Do not ask for it within itself.");
        }

        if (_cell.Acquire(owner, recursive: false, Deadline.After(timeout), cancellation) == IpcEnterResult.TimedOut)
        {
            return IsDone ? IpcOnceResult.Done : IpcOnceResult.TimedOut;
        }

        if (IsDone)
        {
            _cell.Release(owner);
            return IpcOnceResult.Done;
        }

        GC.KeepAlive(this);
        return IpcOnceResult.Begun;
    }

    /// <inheritdoc/>
    public void Complete(object? result, IMessageEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        encoding.Encode(result, buffer);
        using StoredBytes stored = new(Region, static () => 0, buffer);
        Complete(stored.Bytes, stored.References);
        stored.Note(true);
    }

    /// <inheritdoc/>
    public void Complete(ReadOnlySpan<byte> result) => Complete(result, 0);

    /// <summary>Looks at what the result refers to. Inside.</summary>
    internal static bool FindReference(Region region, ReferenceMatch match)
    {
        ulong length = region.Long(LengthAt).Value;
        ulong references = region.Long(ReferencesAt).Value;
        return region.Word(DoneAt).Value != 0 && references != 0 && references <= length && length < int.MaxValue
            && Reaches(region, (int)length)
            && MessageList.Matches(region.Bytes(RegionLayout.Data, (int)references), match);
    }

    private static bool Reaches(Region region, int length) =>
        length == 0 || (RegionLayout.Data + length <= region.Limit && region.Reaches(RegionLayout.Data + length));

    private void Complete(ReadOnlySpan<byte> result, int references)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        long owner = IpcHosting.CurrentOwner;
        if (!_cell.IsHeldBy(owner))
        {
            throw NotAtIt();
        }

        Region.AcquireMutexUncancelled();
        try
        {
            Write(result, references);
        }
        finally
        {
            Region.Mutex.Release();
        }

        _cell.Release(owner);
        _cell.WakeAll();
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void GiveUp()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        long owner = IpcHosting.CurrentOwner;
        if (!_cell.IsHeldBy(owner))
        {
            throw NotAtIt();
        }

        _cell.Release(owner);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public byte[] GetResult()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        if (!IsDone)
        {
            throw new IpcException(IpcError.Empty, $"The {Region.Describe()} has not been done, so there is no result.");
        }

        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        try
        {
            ulong length = Region.Long(LengthAt).Value;
            ulong references = Region.Long(ReferencesAt).Value;
            return length < int.MaxValue && references <= length && Reaches(Region, (int)length)
                ? Region.Bytes(RegionLayout.Data, (int)length)[(int)references..].ToArray()
                : throw Region.Corrupt($"its result should have {length:N0} bytes and is shorter");
        }
        finally
        {
            Region.Mutex.Release();
            GC.KeepAlive(this);
        }
    }

    private void Write(ReadOnlySpan<byte> result, int references)
    {
        long size = RegionLayout.Data + result.Length;
        if (Region.Size < size && result.Length > 0 && !Region.TryGrow(size))
        {
            throw new IpcException(
                IpcError.NoSpace, $"The {Region.Describe()} has no room for a result of {result.Length:N0} bytes.");
        }

        if (!Reaches(Region, result.Length))
        {
            throw Region.Corrupt($"its size should be {Region.Size:N0} bytes and is less");
        }

        if (result.Length > 0)
        {
            result.CopyTo(Region.Bytes(RegionLayout.Data, result.Length));
        }

        Cell64 length = Region.Long(LengthAt);
        length.Value = (ulong)result.Length;
        Cell64 ofReferences = Region.Long(ReferencesAt);
        ofReferences.Value = (ulong)references;
        CrashPoint.Reach(CrashStep.OnceWritten);
        Cell32 done = _done;
        done.Value = 1;
        CrashPoint.Reach(CrashStep.OnceDone);
    }

    private IpcException NotAtIt() => new(
        IpcError.NotOwner, $"The {Region.Describe()} can be completed or given up only by a caller that has begun it.");
}
