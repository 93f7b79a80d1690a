using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>How objects of one kind are made and opened: what all kinds have in common.</summary>
/// <typeparam name="T">The kind's class.</typeparam>
/// <typeparam name="TSpec">What it is made of.</typeparam>
internal abstract class ObjectDescriptor<T, TSpec> : ObjectDescriptor
    where T : IpcObject
    where TSpec : IpcSpec
{
    /// <summary>Makes a handle to a region in which this process takes part already.</summary>
    protected abstract T Wrap(Region region, byte part, IMessageEncoding? encoding);

    /// <summary>The numbers that every opener must agree on, and the room that an object needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">What it is to be made of makes no sense.</exception>
    protected abstract RegionPlan Plan(TSpec spec);

    /// <summary>Writes what a fresh object holds at first. Nobody else can see it yet.</summary>
    protected virtual void Initialise(Region region, TSpec spec)
    {
    }

    /// <summary>Makes an object.</summary>
    /// <param name="spec">What it is made of.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    public T Create(TSpec spec, IMessageEncoding? encoding = null) => WrapOrRelease(CreateRegion(spec), 0, encoding);

    /// <summary>Makes the region of an object; one handle is counted already.</summary>
    public Region CreateRegion(TSpec spec) =>
        Region.Create(
            new RegionSpec(spec.Name, spec.Persistent, Plan(spec), spec.Internal), this, region => Initialise(region, spec));

    /// <summary>Opens an existing object.</summary>
    /// <param name="id">Its name or id.</param>
    /// <param name="part">Which part of it, for kinds that have parts.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    public T Open(string id, byte part = 0, IMessageEncoding? encoding = null) =>
        WrapOrRelease(OpenRegion(id), part, encoding);

    private T WrapOrRelease(Region region, byte part, IMessageEncoding? encoding)
    {
        try
        {
            return Wrap(region, part, encoding);
        }
        catch
        {
            region.ReleaseHandle();
            throw;
        }
    }

    /// <summary>Takes part in an existing object, with one more handle.</summary>
    public Region OpenRegion(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        while (true)
        {
            Region region = Region.Open(id, this);
            if (region.TryAddHandle())
            {
                return region; // Else another thread is just closing the last handle: open it anew.
            }
        }
    }

    /// <summary>Makes the object or opens the one there is, whichever works.</summary>
    /// <param name="spec">What it is made of, and what an existing one must agree with. It has a name.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    public T CreateOrOpen(TSpec spec, IMessageEncoding? encoding = null) =>
        CreateOrOpen(spec, () => Create(spec, encoding), () => Open(spec.Name!, 0, encoding));

    /// <inheritdoc/>
    public override IpcObject Open(in IpcReference reference, IMessageEncoding? encoding) =>
        Open(reference.Id, reference.Part, encoding);

    /// <inheritdoc/>
    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding) =>
        [Create((TSpec)spec, encoding)];

    /// <inheritdoc/>
    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateOrOpen((TSpec)spec, encoding)];

    /// <summary>Makes the object or opens the one there is; other processes may make and end it meanwhile.</summary>
    public T CreateOrOpen(TSpec spec, Func<T> create, Func<T> open)
    {
        ArgumentNullException.ThrowIfNull(spec.Name);
        while (true)
        {
            try
            {
                return create();
            }
            catch (IpcException e) when (e.Error == IpcError.AlreadyExists)
            {
            }

            try
            {
                T existing = open();
                existing.CheckAgrees(new RegionSpec(spec.Name, spec.Persistent, Plan(spec)));
                return existing;
            }
            catch (IpcException e) when (e.Error == IpcError.NotFound)
            {
            }
        }
    }
}
