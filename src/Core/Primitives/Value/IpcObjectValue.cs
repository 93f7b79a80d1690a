using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// One value that is any object that can be sent, or text. What is read is a copy: change it, and set it again. Reading
/// gives a whole value, the old or the new, whoever dies meanwhile; live objects in it are held as long as it is there.
/// All members may be called from any thread and process at once. See <see cref="BoxedBytes"/> for the protocol.
/// </summary>
public sealed class IpcObjectValue : IpcValue
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    private readonly BoxedBytes _bytes;
    private readonly IMessageEncoding? _encoding;

    internal IpcObjectValue(Region region, IpcLock? given, IMessageEncoding? encoding)
        : base(region, given)
    {
        _bytes = new BoxedBytes(region);
        _encoding = encoding;
    }

    /// <inheritdoc/>
    public override Type GetElementType() =>
        (IpcElementType)Region.Parameter(0) == IpcElementType.String ? typeof(string) : typeof(object);

    /// <summary>A copy of the value; setting it replaces it at once.</summary>
    /// <exception cref="InvalidCastException">It is for text, and what is set does not convert.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NoSpace"/>, <see cref="IpcError.NotSupported"/>, and the value before is unchanged;
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public object? Value
    {
        get => GetValue();
        set => SetValue(value);
    }

    private IMessageEncoding Encoding => _encoding ?? throw new InvalidOperationException(
        "This object was opened without an encoding of objects, so its value cannot be read or set.");

    /// <summary>Makes a value that holds any object.</summary>
    /// <param name="initial">What it holds at first; may be null.</param>
    /// <param name="encoding">How objects become bytes.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcObjectValue Create(
        object? initial, IMessageEncoding encoding, string? name = null, bool persistent = false) =>
        (IpcObjectValue)((ObjectDescriptor)ValueDescriptor.Instance).Create(
            new IpcValueSpec { Initial = initial, Boxed = IpcElementType.Object, Name = name, Persistent = persistent }, encoding)[0];

    /// <summary>Opens an existing value that holds any object.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="encoding">How objects become bytes.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    /// <exception cref="InvalidCastException">It is a value of a number.</exception>
    public static IpcObjectValue Open(string name, IMessageEncoding encoding) =>
        (IpcObjectValue)ValueDescriptor.Instance.Open(name, encoding: encoding);

    /// <inheritdoc/>
    public override object? GetValue() => GetValue(Deadline.Never);

    /// <inheritdoc/>
    private protected override object? ReadSoon() => GetValue(Deadline.After(s_moment));

    private object? GetValue(Deadline deadline)
    {
        ThrowIfClosed();
        while (true)
        {
            using MessageBuffer buffer = MessageBuffer.Rent();
            Read(buffer, deadline);
            try
            {
                return Encoding.Decode(buffer.Written);
            }
            catch (IpcException e) when (e.Error == IpcError.NotFound)
            {
                // Between reading and opening what it refers to it may be replaced, and that end: then it is read again.
                using MessageBuffer now = MessageBuffer.Rent();
                Read(now, deadline);
                if (now.Written.SequenceEqual(buffer.Written))
                {
                    throw; // Somebody has removed what it refers to.
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void SetValue(object? value) => Set(value, null, null);

    /// <summary>Sets the value if it is what is expected: as it would be stored, byte for byte.</summary>
    /// <param name="value">What it shall be.</param>
    /// <param name="comparisonValue">What it must be before.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryUpdate(object? value, object? comparisonValue)
    {
        using MessageBuffer expected = MessageBuffer.Rent();
        Encoding.Encode(comparisonValue, expected);
        return Set(value, expected, null);
    }

    internal void SetFirst(object? value, FirstReferences? first) => Set(value, null, first);

    private void Read(MessageBuffer output, Deadline deadline)
    {
        Region.ThrowIfEnded();
        if (!Region.AcquireMutex(deadline, CancellationToken.None))
        {
            throw new TimeoutException();
        }

        try
        {
            _bytes.Read(output);
        }
        finally
        {
            Region.Mutex.Release();
        }

        GC.KeepAlive(this);
    }

    private bool Set(object? value, MessageBuffer? expected, FirstReferences? first)
    {
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(GetElementType() == typeof(string) ? AsText(value) : value, buffer);
        BoxedBytes bytes = _bytes;
        using StoredBytes stored = new(Region, () => bytes.Dropped, buffer, first);
        List<IpcReference>? dropped = null;
        Region.ThrowIfEnded();
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        bool set;
        try
        {
            set = expected is null || _bytes.Is(expected.Written);
            if (set)
            {
                _bytes.Set(stored.Bytes, stored.References, ref dropped);
            }
        }
        finally
        {
            Region.Mutex.Release();
        }

        stored.Note(set);
        if (dropped is not null)
        {
            ReferenceLook.AfterDropping(dropped, Region.Instance);
        }

        GC.KeepAlive(this);
        return set;
    }

    private string AsText(object? value) => value as string ?? (string)(
        IpcHosting.Convert?.Invoke(value, typeof(string), $"the {Region.Describe()}")
            ?? throw new InvalidCastException(
                $"[{value?.GetType().Name ?? "null"}] is not [String], the type of the {Region.Describe()}. Nothing was changed."));
}
