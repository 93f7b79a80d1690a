using System.Buffers;
using System.Management.Automation;
using Ipc.Messages;
using Ipc.Model;

namespace Ipc.Commands;

/// <summary>
/// PowerShell objects as messages: a compact tagged form in which data keep their shape, objects of other types become
/// the property bags that Start-Job would give, and live Ipc objects travel as references. Safe for several threads at
/// once. The format is in docs/design/encoding.md.
/// </summary>
public sealed class PowerShellEncoding : IArrayEncoding, IKeyEncoding
{
    /// <summary>
    /// How many levels below an object of unknown type cross as property bags when nothing else is said.
    /// </summary>
    public const int DefaultDepth = 2;

    [ThreadStatic]
    private static SpareSessions? t_spare;

    private readonly ILiveObjects _live;
    private readonly int _depth;
    private readonly bool _allowSecret;

    /// <summary>Makes an encoding for data; live objects are refused.</summary>
    /// <param name="depth">
    /// How many levels below an object of unknown type cross as property bags; deeper ones cross as text.
    /// </param>
    public PowerShellEncoding(int depth = DefaultDepth)
        : this(NoLiveObjects.Instance, depth)
    {
    }

    /// <summary>Makes an encoding that knows live objects.</summary>
    /// <param name="live">Knows them.</param>
    /// <param name="depth">
    /// How many levels below an object of unknown type cross as property bags; deeper ones cross as text.
    /// </param>
    /// <param name="allowSecret">
    /// Whether secure strings and credentials cross, encrypted; they are refused otherwise.
    /// </param>
    internal PowerShellEncoding(ILiveObjects live, int depth = DefaultDepth, bool allowSecret = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 100);
        _live = live;
        _depth = depth;
        _allowSecret = allowSecret;
    }

    /// <inheritdoc/>
    public void Encode(object? value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);

        // A property getter may run a script that sends something else on this thread, so the session is taken, not
        // borrowed.
        SpareSessions spare = t_spare ??= new SpareSessions();
        EncodingSession session = spare.Encoding ?? new EncodingSession();
        spare.Encoding = null;
        session.Live = _live;
        session.AllowSecret = _allowSecret;
        try
        {
            MessageWriter writer = new(output, session, _depth);
            writer.WriteByte(MessageLimits.Version);
            writer.WriteValue(value);
            writer.Flush();
        }
        catch (RefusedValueException refusal)
        {
            throw refusal.ToIpcException();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new IpcException(
                IpcError.NotSupported,
                "The object was changed by another thread while it was being sent. Send a copy, or change it "
                    + "afterwards.",
                exception);
        }
        finally
        {
            session.Clear();
            spare.Encoding = session;
        }
    }

    /// <inheritdoc/>
    object? IArrayEncoding.Plain(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    /// <inheritdoc/>
    Array? IArrayEncoding.EncodeHead(object? value, IBufferWriter<byte> output)
    {
        if (value is PSObject wrapper)
        {
            value = MessageWriter.IsPlain(wrapper) ? wrapper.BaseObject : null;
        }

        return value is Array array ? ArrayMessage.WriteHead(array, output) : null;
    }

    /// <inheritdoc/>
    Array? IArrayEncoding.MakeArray(ReadOnlySpan<byte> beginning, int length) => ArrayMessage.MakeArray(beginning, length);

    /// <inheritdoc/>
    object IKeyEncoding.PlainKey(object key) => DictionaryKeys.Plain(key);

    /// <summary>Encodes a value into an array of its own.</summary>
    public byte[] Encode(object? value)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encode(value, buffer);
        return buffer.Written.ToArray();
    }

    /// <inheritdoc/>
    public object? Decode(ReadOnlySpan<byte> message) => Decode(message, CancellationToken.None);

    /// <inheritdoc/>
    public object? Decode(ReadOnlySpan<byte> message, CancellationToken cancellation)
    {
        if (message.IsEmpty)
        {
            MessageError.ThrowCorrupt("it is empty");
        }

        if (message[0] != MessageLimits.Version)
        {
            throw MessageError.Mismatch(message[0] > MessageLimits.Version
                ? $"has format version {message[0]}, which is newer than version {MessageLimits.Version} that this "
                    + "process reads"
                : $"has format version {message[0]}, and this process reads version {MessageLimits.Version}");
        }

        SpareSessions spare = t_spare ??= new SpareSessions();
        DecodingSession session = spare.Decoding ?? new DecodingSession();
        spare.Decoding = null;
        session.Live = _live;
        session.Budget.Begin(message.Length, cancellation);
        try
        {
            MessageReader reader = new(message[1..], session);
            object? value = reader.ReadValue();
            reader.EnsureEnd();
            return value;
        }
        catch (DeepMessageException)
        {
            return DecodeDeep(message.ToArray(), cancellation);
        }
        catch (Exception exception) when (IsOfTheMessage(exception))
        {
            throw MessageError.Corrupt("a value in it is impossible", exception);
        }
        finally
        {
            session.Clear();
            spare.Decoding = session;
        }
    }

    /// <summary>
    /// Whether what went wrong lies in the bytes, whatever it is: those who make values of them refuse them each in
    /// their own words. Not what is said already, what the caller or the engine ends, and what the process has too
    /// little of.
    /// </summary>
    private static bool IsOfTheMessage(Exception exception) => exception
        is not (IpcException or OperationCanceledException or PipelineStoppedException or OutOfMemoryException
            or InsufficientExecutionStackException or ThreadInterruptedException);

    // From the beginning: a message cannot make it change the stack more than once.
    private object? DecodeDeep(byte[] message, CancellationToken cancellation)
    {
        object? value = null;
        return DeepStack.TryRun(() => value = Decode(message, cancellation))
            ? value
            : throw MessageError.Corrupt("it is nested too deep for the memory there is");
    }
}
