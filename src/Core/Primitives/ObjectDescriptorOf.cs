using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>How objects of one kind are made and opened: what all kinds have in common.</summary>
/// <typeparam name="T">The kind's class.</typeparam>
internal abstract class ObjectDescriptor<T> : ObjectDescriptor
    where T : IpcObject
{
    /// <summary>Makes a handle to a region in which this process takes part already.</summary>
    protected abstract T Wrap(Region region, byte part, IMessageEncoding? encoding);

    /// <summary>Writes what a fresh object holds at first. Nobody else can see it yet.</summary>
    protected virtual void Initialise(Region region)
    {
    }

    /// <summary>Makes an object.</summary>
    /// <param name="spec">What it is made of.</param>
    /// <param name="initialise">Writes more of what it holds at first.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    public T Create(RegionSpec spec, Action<Region>? initialise = null, IMessageEncoding? encoding = null) =>
        Wrap(CreateRegion(spec, initialise), 0, encoding);

    /// <summary>Makes the region of an object; one handle is counted already.</summary>
    public Region CreateRegion(RegionSpec spec, Action<Region>? initialise = null) => Region.Create(spec, this, region =>
    {
        Initialise(region);
        initialise?.Invoke(region);
    });

    /// <summary>Opens an existing object.</summary>
    /// <param name="id">Its name or id.</param>
    /// <param name="part">Which part of it, for kinds that have parts.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    public T Open(string id, byte part = 0, IMessageEncoding? encoding = null)
    {
        Region region = OpenRegion(id);
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

    /// <inheritdoc/>
    public override IpcObject Open(in IpcReference reference, IMessageEncoding? encoding) => Open(reference.Id, reference.Part, encoding);

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

    /// <summary>Makes the object or opens the one there is, whichever works; they may take turns for a moment.</summary>
    /// <param name="spec">What it is made of, and what an existing one must agree with.</param>
    /// <param name="initialise">Writes more of what a fresh one holds at first.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.FormatMismatch"/> when it exists with other parameters.</exception>
    public T CreateOrOpen(RegionSpec spec, Action<Region>? initialise = null, IMessageEncoding? encoding = null) =>
        CreateOrOpen(spec, () => Create(spec, initialise, encoding), () => Open(spec.Name!, 0, encoding));

    /// <summary>The same for a kind that makes more than one handle at once.</summary>
    public static T CreateOrOpen(RegionSpec spec, Func<T> create, Func<T> open)
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
                existing.CheckAgrees(spec);
                return existing;
            }
            catch (IpcException e) when (e.Error == IpcError.NotFound)
            {
            }
        }
    }
}
