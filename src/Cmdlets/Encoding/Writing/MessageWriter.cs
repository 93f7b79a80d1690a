using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// Writes one message. A ref struct, so that it can write straight into the spans of the output; it is passed by
/// reference and never copied.
/// </summary>
internal ref partial struct MessageWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly EncodingSession _session;
    private Span<byte> _span;
    private int _position;
    private int _depth;
    private int _bagDepth;
    private bool _insideBag;
    private readonly int _levels;

    /// <summary>Starts a message, or a part of one at a depth.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="session">Empty; belongs to this writer until it is done.</param>
    /// <param name="bagDepth">How many levels below an object of unknown type cross as property bags.</param>
    /// <param name="depth">How many containers it is inside of already.</param>
    public MessageWriter(IBufferWriter<byte> output, EncodingSession session, int bagDepth, int depth = 0)
    {
        _output = output;
        _session = session;
        _bagDepth = bagDepth;
        _depth = depth;
        _levels = DeepStack.IsHere ? int.MaxValue : MessageLimits.ShallowLevels;
        _span = output.GetSpan(256);
    }

    /// <summary>Hands the last bytes to the output.</summary>
    public void Flush()
    {
        _output.Advance(_position);
        _position = 0;
        _span = default;
    }

    /// <summary>
    /// Writes any value. The common types first, each a comparison with a constant as long as the type is not kept in a
    /// variable; the others by table.
    /// </summary>
    public void WriteValue(object? value)
    {
        if (value is null)
        {
            WriteTag(MessageTag.Null);
            return;
        }

        if (_depth >= _levels && value is not (string or ValueType))
        {
            WriteDeep(value);
            return;
        }

        if (value.GetType() == typeof(string))
        {
            WriteText(Unsafe.As<string>(value));
        }
        else if (value.GetType() == typeof(int))
        {
            WriteInt32((int)value);
        }
        else if (value.GetType() == typeof(bool))
        {
            WriteTag((bool)value ? MessageTag.True : MessageTag.False);
        }
        else if (value.GetType() == typeof(PSObject))
        {
            WritePSObject(Unsafe.As<PSObject>(value));
        }
        else if (value.GetType() == typeof(double))
        {
            WriteFixed(MessageTag.Double, BitConverter.DoubleToUInt64Bits((double)value));
        }
        else if (value.GetType() == typeof(Hashtable))
        {
            WriteHashtable(Unsafe.As<Hashtable>(value));
        }
        else if (value.GetType() == typeof(object[]))
        {
            WriteItems(MessageTag.Array, value, Unsafe.As<object?[]>(value));
        }
        else if (value.GetType() == typeof(long))
        {
            WriteTag(MessageTag.Int64);
            WriteZigzag((long)value);
        }
        else if (value.GetType() == typeof(string[]))
        {
            WriteTyped(MessageTag.TypedArray, ElementCodec.Of((byte)ElementCode.String), value);
        }
        else
        {
            WriteOther(value, value.GetType());
        }
    }

    /// <summary>Writes a tag.</summary>
    public void WriteTag(MessageTag tag) => WriteByte((byte)tag);

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_position >= _span.Length)
        {
            Grow(1);
        }

        _span[_position++] = value;
    }

    /// <summary>Writes an unsigned number, seven bits a byte, the lowest first.</summary>
    public void WriteVarint(ulong value)
    {
        Ensure(10);
        while (value >= 0x80)
        {
            _span[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _span[_position++] = (byte)value;
    }

    /// <summary>Writes a signed number: small magnitudes take few bytes, whatever the sign.</summary>
    public void WriteZigzag(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes bytes as they are, in as many parts as the output wants.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > _span.Length - _position)
        {
            int fits = _span.Length - _position;
            bytes[..fits].CopyTo(_span[_position..]);
            _position += fits;
            bytes = bytes[fits..];
            Grow(bytes.Length);
        }

        bytes.CopyTo(_span[_position..]);
        _position += bytes.Length;
    }

    private void WriteFixed(MessageTag tag, ulong value)
    {
        Ensure(9);
        _span[_position] = (byte)tag;
        BinaryPrimitives.WriteUInt64LittleEndian(_span[(_position + 1)..], value);
        _position += 9;
    }

    private void WriteFixed64(long value)
    {
        Ensure(8);
        BinaryPrimitives.WriteInt64LittleEndian(_span[_position..], value);
        _position += 8;
    }

    private void WriteFixed32(uint value)
    {
        Ensure(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_span[_position..], value);
        _position += 4;
    }

    private void WriteFixed16(ushort value)
    {
        Ensure(2);
        BinaryPrimitives.WriteUInt16LittleEndian(_span[_position..], value);
        _position += 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int count)
    {
        if (_span.Length - _position < count)
        {
            Grow(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        _output.Advance(_position);
        _position = 0;
        _span = _output.GetSpan(count);
    }

    /// <summary>Goes on with a value on a stack that has room for what is in it, and then here again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteDeep(object value)
    {
        bool ran = false;
        WriteElsewhere(write => ran = DeepStack.TryRun(write), (ref MessageWriter writer) => writer.WriteValue(value));
        if (!ran)
        {
            throw new RefusedValueException("is nested too deep for the memory there is", "Send a flatter object, "
                + "for instance a list of the parts.");
        }
    }

    /// <summary>
    /// Writes a part of the message by another writer, which may run on another stack or inside another pipeline, and
    /// goes on here.
    /// </summary>
    private void WriteElsewhere(Action<Action> run, Part part)
    {
        Flush();
        (IBufferWriter<byte> output, EncodingSession session, int bagDepth, int depth, bool insideBag) = (_output, _session, _bagDepth, _depth, _insideBag);
        run(() =>
        {
            MessageWriter writer = new(output, session, bagDepth, depth) { _insideBag = insideBag };
            part(ref writer);
            writer.Flush();
        });
        _span = _output.GetSpan(256);
    }

    private delegate void Part(ref MessageWriter writer);

    /// <summary>Goes one container deeper, but never so deep that the stack could end.</summary>
    private void Enter()
    {
        if (++_depth > MessageLimits.EncoderLevels)
        {
            throw new RefusedValueException(
                $"is nested more than {MessageLimits.EncoderLevels:N0} levels deep",
                "Send a flatter object, for instance a list of the parts.");
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new RefusedValueException(
                "is nested too deep for the stack of this thread",
                "Send a flatter object, for instance a list of the parts.");
        }
    }
}
