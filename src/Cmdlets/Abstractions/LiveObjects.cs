namespace Ipc.Commands;

/// <summary>How a message carries an Ipc object: as a reference that the receiver opens.</summary>
internal sealed class LiveObjects : ILiveObjects
{
    public static readonly LiveObjects Instance = new();

    public bool TryGetReference(object value, out IpcReference reference)
    {
        if (value is IpcObject live)
        {
            reference = live.Reference;
            return true;
        }

        reference = default;
        return false;
    }

    public object Open(IpcReference reference) => IpcObject.Open(reference, ModuleState.Encoding);
}
