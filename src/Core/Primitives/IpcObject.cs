using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Ipc.Model;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A live shared object: this handle and every other handle to it, in any process of the same user, are the same thing.
/// Handles may be used from several threads at once. An object that is not persistent ends when the last process that
/// holds it closes it or dies.
/// </summary>
public abstract class IpcObject : IIpcObject, IRegionHandle
{
    private int _closed;

    private protected IpcObject(Region region) => Region = region;

    /// <summary>Closes a handle that nobody refers to any more.</summary>
    ~IpcObject()
    {
        if (Region is not null && Interlocked.Exchange(ref _closed, 1) == 0)
        {
            // Leaving may have to wait for another process: not on the finalizer's thread.
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.CloseOnce(collected: true), this, preferLocal: false);
        }
    }

    /// <summary>The name; null for an anonymous object. Names differ neither by case nor by system.</summary>
    public string? Name => Region.IsNamed ? Id : null;

    /// <summary>
    /// By which any process of this user can open the object: its name, or a random id that begins with '~'.
    /// </summary>
    public virtual string Id => Region.Id;

    /// <summary>What it is.</summary>
    public virtual IpcKind Kind => Region.Kind;

    /// <summary>Whether it stays when its last holder leaves.</summary>
    public bool IsPersistent => Region.IsPersistent;

    /// <summary>Whether it has been removed, by whomever.</summary>
    public bool IsRemoved => Region.IsRemoved;

    /// <summary>Whether this handle has been closed.</summary>
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    internal Region Region { get; }

    Region IRegionHandle.Region => Region;

    IpcReference? IRegionHandle.Needs => Needs;

    private protected virtual IpcReference? Needs => null;

    string IIpcObject.Describe() => Describe();

    /// <summary>What it is and is called, in the middle of a sentence.</summary>
    internal virtual string Describe() => Region.Describe();

    /// <summary>What a message carries for this object.</summary>
    public virtual IpcReference GetReference() => new(Kind, Id, Region.Instance, 0);

    /// <summary>
    /// A task that ends when the object is ready, as <see cref="IpcWait"/> understands it. Nothing is taken: others may be
    /// faster.
    /// </summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/> for a kind that can only be waited for by itself; from the task,
    /// <see cref="IpcError.NotFound"/> or <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public Task AsTask(CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        return ReadyHub.WhenReady(this, cancellation);
    }

    /// <summary>What is to be known to wait for it along with others.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/> for a kind that can only be waited for by itself.
    /// </exception>
    internal virtual IAwaited Await() => throw new IpcException(
        IpcError.NotSupported,
        $"The {Describe()} cannot be waited for along with others: who waits there takes part. Wait for it by itself.");

    /// <summary>Takes what it is waited for, if it is there.</summary>
    /// <param name="turn">How long to wait for one's turn, should somebody be inside at this moment.</param>
    /// <param name="taken">Told what was taken.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal virtual bool TryTake(TimeSpan turn, IpcReady taken, CancellationToken cancellation) => true;

    /// <summary>
    /// Called once, when this handle has been closed, for whoever keeps a table of handles: whether by the garbage
    /// collector, since nobody referred to it any more.
    /// </summary>
    internal Action<IpcObject, bool>? Closed { get; set; }

    /// <summary>
    /// Closes this handle; the object lives on while any process holds it. Closing twice does nothing.
    /// </summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            GC.SuppressFinalize(this);
            CloseOnce(collected: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Ends the object for every process: its name is free, and whoever waits on it gets an error at once.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/> for one lock of a lock set, which ends with the set.
    /// </exception>
    public void Remove() => Remove(CancellationToken.None);

    /// <inheritdoc cref="Remove()"/>
    /// <param name="cancellation">Ends the wait for processes that are paused inside.</param>
    public virtual void Remove(CancellationToken cancellation)
    {
        GC.KeepAlive(this);
        Region.Remove(Deadline.After(TimeSpan.FromSeconds(10)), cancellation);
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id;

    /// <summary>Opens the object that a reference names, of whatever kind.</summary>
    /// <param name="reference">From <see cref="GetReference"/>, in this or another process.</param>
    /// <param name="encoding">How queues and pipes turn objects into messages; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/> and the errors of opening.</exception>
    public static IpcObject Open(IpcReference reference, IMessageEncoding? encoding = null)
    {
        IpcObject opened = ObjectDescriptor.Of(reference.Kind).Open(reference, encoding);
        if (reference.Instance != 0 && opened.Region.Instance != reference.Instance)
        {
            opened.Close();
            throw new IpcException(
                IpcError.NotFound, $"The {KindTable.NameOf(reference.Kind)} '{reference.Id}' is gone; another one "
                    + "has its name now.");
        }

        return opened;
    }

    private void CloseOnce(bool collected)
    {
        try
        {
            OnClosing();
        }
        catch (IpcException)
        {
            // Damaged, or left by this process meanwhile. Closing is for letting go, and has nobody to tell.
        }
        finally
        {
            ReleaseHandle();
            Closed?.Invoke(this, collected);
        }
    }

    /// <summary>Called once, before the handle is released.</summary>
    private protected virtual void OnClosing()
    {
    }

    /// <summary>Lets go of the region, as the last step of closing.</summary>
    private protected virtual void ReleaseHandle() => Region.ReleaseHandle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ThrowIfClosed()
    {
        if (_closed != 0)
        {
            ThrowClosed();
        }
    }

    [DoesNotReturn]
    private void ThrowClosed() => throw new IpcException(
        IpcError.Closed, $"This handle to the {Describe()} was closed. {Advice.For(IpcAdvice.OpenAgain, Kind)}");

    /// <summary>
    /// Closes an object that was opened in place of one with other parameters, and says which differs.
    /// </summary>
    internal void CheckAgrees(RegionSpec spec)
    {
        string? difference = spec.Persistent == IsPersistent ? null : "Persistent";
        IReadOnlyList<string> names = Region.Descriptor.ParameterNames;
        for (int i = 0; i < names.Count; i++)
        {
            if (Region.Parameter(i) != spec.Plan[i])
            {
                difference = names[i];
            }
        }

        if (difference is not null)
        {
            string description = Describe();
            Close();
            throw new IpcException(
                IpcError.FormatMismatch,
                $"The {description} exists and has another {difference}. "
                    + $"{Advice.For(IpcAdvice.AskForSame, Region.Kind)}");
        }
    }
}
