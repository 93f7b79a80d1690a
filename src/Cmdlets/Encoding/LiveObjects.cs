namespace Ipc.Commands;

/// <summary>How a message carries an Ipc object: as a reference that the receiver opens.</summary>
internal sealed class LiveObjects : ILiveObjects
{
    public static readonly LiveObjects Instance = new();

    // Here, since no script has a barrier that was not made, opened or received with this.
    static LiveObjects() => IpcHosting.BarrierAction = static bytes => EncodedBlock.Decode(bytes)!.Invoke();

    /// <summary>How objects become messages in this module, live Ipc objects included.</summary>
    public static IMessageEncoding Encoding { get; } = new PowerShellEncoding(Instance);

    public bool TryGetReference(object value, out IpcReference reference)
    {
        if (value is IpcObject live)
        {
            reference = live.GetReference();
            return true;
        }

        reference = default;
        return false;
    }

    public object Open(IpcReference reference) => IpcObject.Open(reference, LiveObjects.Encoding);
}
