using System.Buffers.Binary;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Ipc.Platform.CrashPoints;

namespace Ipc.Commands;

/// <summary>
/// Reads one message and trusts none of it. Every length is held against the bytes that are left before anything is
/// allocated. Counts are also taken from a budget of one element a byte of the whole message, since a thousand nested
/// arrays could each claim what is left and none of them lie on its own.
/// </summary>
internal ref partial struct MessageReader
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly DecodingSession _session;
    private int _position;
    private int _budget;
    private int _depth;
    private readonly int _levels;

    /// <summary>Starts at the first byte of a value.</summary>
    public MessageReader(ReadOnlySpan<byte> message, DecodingSession session)
    {
        _message = message;
        _session = session;
        _budget = message.Length;
        _levels = DeepStack.IsHere ? MessageLimits.DecoderLevels : MessageLimits.ShallowLevels;
    }

    /// <summary>What reading may cost.</summary>
    public readonly DecodingBudget Budget => _session.Budget;

    /// <summary>How far it has come.</summary>
    public readonly int Position => _position;

    private readonly int Remaining => _message.Length - _position;

    /// <summary>Fails if there is more than the one value.</summary>
    public readonly void EnsureEnd()
    {
        if (Remaining != 0)
        {
            MessageError.ThrowCorrupt("something follows its end");
        }
    }

    /// <summary>
    /// Reads any value. Nothing that arrives is shared with an earlier message, not even a boxed number: the engine
    /// keeps members added to a value by the identity of its box.
    /// </summary>
    public object? ReadValue()
    {
        byte tag = ReadByte();
        if (tag >= (byte)MessageTag.SmallInteger)
        {
            return tag - (int)MessageTag.SmallInteger + MessageLimits.SmallestInteger;
        }

        if (tag >= (byte)MessageTag.ShortString)
        {
            return ReadUtf8(tag - (byte)MessageTag.ShortString);
        }

        return (MessageTag)tag switch
        {
            MessageTag.Null => null,
            MessageTag.False => false,
            MessageTag.True => true,
            MessageTag.Int32 => ReadInt32(),
            MessageTag.Double => BitConverter.UInt64BitsToDouble(ReadFixed64()),
            MessageTag.Int64 => ReadZigzag(),
            MessageTag.String => ReadUtf8(ReadLength(1)),
            < MessageTag.Array => ReadScalar((MessageTag)tag),
            _ => ReadContainer((MessageTag)tag),
        };
    }

    /// <summary>Reads a value that must be a T, or null where T allows it.</summary>
    public T ReadElement<T>()
    {
        object? value = ReadValue();
        return value is T element ? element
            : value is null && default(T) is null ? default!
            : Convert<T>(value);
    }

    /// <summary>Reads the key of a pair, which must be a T.</summary>
    public T ReadKey<T>()
    {
        object value = ReadKey();
        return value is T key ? key : Convert<T>(value);
    }

    /// <summary>Reads an element of a set, which must be a T, or null where T allows it.</summary>
    public T ReadMember<T>()
    {
        object? value = ReadPlain();
        return value is T member ? member
            : value is null && default(T) is null ? default!
            : Convert<T>(value);
    }

    /// <summary>
    /// PSObjects were unwrapped by the encoder; and a part that was referred to may have got a wrapper since.
    /// </summary>
    private static T Convert<T>(object? value)
    {
        if (typeof(T) == typeof(PSObject) && value is not null)
        {
            return (T)(object)PSObject.AsPSObject(value);
        }

        return value is PSObject { BaseObject: T inner } ? inner : throw MessageError.Corrupt($"an element is not a {typeof(T).Name}");
    }

    /// <summary>Reads one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if ((uint)_position >= (uint)_message.Length)
        {
            ThrowTruncated();
        }

        return _message[_position++];
    }

    /// <summary>Reads bytes without copying them.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowTruncated();
        }

        ReadOnlySpan<byte> bytes = _message.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>Reads an unsigned number.</summary>
    public ulong ReadVarint()
    {
        ulong first = ReadByte();
        return first < 0x80 ? first : ReadLongVarint(first);
    }

    /// <summary>Reads a signed number.</summary>
    public long ReadZigzag()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads how many things of a fixed size follow, and makes sure that they can.</summary>
    public int ReadLength(int size)
    {
        ulong count = ReadVarint();
        if (count > (ulong)(Remaining / size) && !CrashPoint.Has(PlantedBug.TrustLength))
        {
            ThrowTruncated();
        }

        return (int)count;
    }

    /// <summary>Reads how many values follow, each of at least one byte, and takes them from the budget.</summary>
    public int ReadCount()
    {
        int count = ReadLength(1);
        if (count > _budget && !CrashPoint.Has(PlantedBug.TrustLength))
        {
            MessageError.ThrowCorrupt("its parts claim to hold more than the whole");
        }

        _budget -= count;
        return count;
    }

    /// <summary>Reads the code of a comparer.</summary>
    public byte ReadComparer()
    {
        byte code = ReadByte();
        return code < Comparers.Count ? code : throw MessageError.Mismatch($"names the unknown comparer {code}");
    }

    /// <summary>Gives a container the next number, before its content is read.</summary>
    public readonly void Number(object container) => _session.Add(container);

    private ulong ReadLongVarint(ulong first)
    {
        ulong value = first & 0x7F;
        for (int shift = 7; shift < 64; shift += 7)
        {
            ulong next = ReadByte();
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw MessageError.Corrupt("a number is too long");
    }

    private ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    private uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    private ushort ReadFixed16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2));

    /// <summary>To be called for each of many elements: looks now and then whether reading is still wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Pass(int index)
    {
        if ((index & 0xFFF) == 0xFFF)
        {
            Budget.Spend(0x1000);
        }
    }

    private void Enter()
    {
        Budget.Spend(1);
        if (++_depth > _levels || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw DeepStack.IsHere ? MessageError.Corrupt("it is nested too deep") : new DeepMessageException();
        }
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void ThrowTruncated() => MessageError.ThrowCorrupt("it ends too early");
}
