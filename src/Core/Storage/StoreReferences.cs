using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Storage;

/// <summary>
/// What is known of the values in a store that refer to objects: how many there are (8, derived), and how often one may
/// have gone (8). Where there are none nobody looks at values for it. All but reading the second is for who is inside.
/// </summary>
/// <remarks>
/// <para>A value that refers to anything has the references in front of its bytes, as a message has. Who stores one
/// holds what it refers to with <see cref="SentReferences"/>, as who sends a message. Who replaces or removes one
/// collects them inside, in the step that does it, and looks at them outside, as who clears a queue does.</para>
/// <para>A value is counted before it is linked, and no more only after it has gone: a death in between leaves too many,
/// which costs a walk over the values until the repair, and no more. That one may have gone is counted before it
/// goes.</para>
/// </remarks>
internal readonly struct StoreReferences(Region region)
{
    private readonly Region _region = region;

    /// <summary>How often a value that refers to anything may have gone.</summary>
    public ulong Dropped => _region.Long(StoreLayout.ReferringAt + 8).Value;

    private Cell64 Count => _region.Long(StoreLayout.ReferringAt);

    public bool Any => Count.Value != 0;

    /// <summary>A value is about to be stored.</summary>
    public void Add(int references)
    {
        if (references != 0)
        {
            Cell64 count = Count;
            count.Value++;
        }
    }

    /// <summary>A value is about to go.</summary>
    /// <param name="references">What it refers to.</param>
    /// <param name="dropped">They are added here, which is made with the first.</param>
    public void Drop(ReadOnlySpan<byte> references, ref List<IpcReference>? dropped)
    {
        if (references.IsEmpty)
        {
            return;
        }

        CountDropped();
        ReferenceView.AddTo(references, ref dropped);
    }

    /// <summary>It has gone.</summary>
    public void Forget(int references)
    {
        Cell64 count = Count;
        if (references != 0 && count.Value != 0)
        {
            count.Value--;
        }
    }

    /// <summary>All have been counted anew; any of them may have gone.</summary>
    public void Restore(ulong count)
    {
        Cell64 all = Count;
        all.Value = count;
        CountDropped();
    }

    /// <summary>Outside, after the step: looks at what is not referred to any more.</summary>
    public void LookAt(List<IpcReference>? dropped)
    {
        if (dropped is not null)
        {
            ReferenceLook.AfterDropping(dropped, _region.Instance);
        }
    }

    private void CountDropped()
    {
        Cell64 count = _region.Long(StoreLayout.ReferringAt + 8);
        count.Value++;
    }
}
