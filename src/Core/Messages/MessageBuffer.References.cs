namespace Ipc.Messages;

/// <summary>What a message refers to: noted as it is written, and held as long as a received one is read.</summary>
internal sealed partial class MessageBuffer
{
    private List<IpcReference>? _references;
    private HeldReferences? _held;

    /// <summary>What was written refers to these; null for nothing.</summary>
    public IReadOnlyCollection<IpcReference>? References => _references;

    public void Refer(in IpcReference reference)
    {
        _references ??= [];
        if (!_references.Contains(reference))
        {
            _references.Add(reference);
        }
    }

    /// <summary>What was received into it refers to these, which are closed with the buffer.</summary>
    public void Hold(HeldReferences held)
    {
        held.Append(_held);
        _held = held;
    }

    /// <summary>The same, for the caller to close; null for nothing.</summary>
    public HeldReferences? TakeHeld()
    {
        HeldReferences? held = _held;
        _held = null;
        return held;
    }

    private void ForgetReferences()
    {
        if (_references is not null || _held is not null)
        {
            _references = null;
            TakeHeld()?.Dispose();
        }
    }
}
