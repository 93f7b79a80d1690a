using System.Collections.Frozen;
using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Numerics;

namespace Ipc.Commands;

/// <summary>
/// Writes and reads collections of one element type. A message names the type by its <see cref="ElementCode"/>, so that
/// nothing is looked up by name.
/// </summary>
internal abstract class ElementCodec
{
    private static readonly ElementCodec[] s_all =
    [
        new ValueElements<object>(ElementCode.Object),
        new BooleanElements(),
        new RawElements<byte>(ElementCode.Byte),
        new RawElements<sbyte>(ElementCode.SByte),
        new RawElements<short>(ElementCode.Int16),
        new RawElements<ushort>(ElementCode.UInt16),
        new RawElements<int>(ElementCode.Int32),
        new RawElements<uint>(ElementCode.UInt32),
        new RawElements<long>(ElementCode.Int64),
        new RawElements<ulong>(ElementCode.UInt64),
        new RawElements<Int128>(ElementCode.Int128),
        new RawElements<UInt128>(ElementCode.UInt128),
        new RawElements<Half>(ElementCode.Half),
        new RawElements<float>(ElementCode.Single),
        new RawElements<double>(ElementCode.Double),
        new RawElements<char>(ElementCode.Char),
        new RawElements<Guid>(ElementCode.Guid),
        new TextElements(),
        new ValueElements<decimal>(ElementCode.Decimal),
        new ValueElements<DateTime>(ElementCode.DateTime),
        new ValueElements<DateTimeOffset>(ElementCode.DateTimeOffset),
        new ValueElements<DateOnly>(ElementCode.DateOnly),
        new ValueElements<TimeOnly>(ElementCode.TimeOnly),
        new ValueElements<TimeSpan>(ElementCode.TimeSpan),
        new ValueElements<BigInteger>(ElementCode.BigInteger),
        new ValueElements<Complex>(ElementCode.Complex),
        new ValueElements<Version>(ElementCode.Version),
        new ValueElements<Uri>(ElementCode.Uri),
        new ValueElements<IPAddress>(ElementCode.IPAddress),
        new ValueElements<Hashtable>(ElementCode.Hashtable),
        new ValueElements<PSObject>(ElementCode.PSObject),
        new ValueElements<ScriptBlock>(ElementCode.ScriptBlock),
    ];

    private static readonly FrozenDictionary<Type, ElementCodec> s_byType = s_all.ToFrozenDictionary(codec => codec.Type);

    /// <summary>Makes the codec of one element type.</summary>
    protected ElementCodec(ElementCode code, Type type)
    {
        Code = code;
        Type = type;
    }

    /// <summary>All codecs, in the order of their codes.</summary>
    public static ReadOnlySpan<ElementCodec> All => s_all;

    /// <summary>The byte that names the type.</summary>
    public ElementCode Code { get; }

    /// <summary>The element type.</summary>
    public Type Type { get; }

    /// <summary>Whether an element is a number of the processor, and its bytes in memory are the format.</summary>
    public virtual bool IsRawPrimitive => false;

    /// <summary>Bytes of an element in memory; 0 where they are not the format.</summary>
    public virtual int Size => 0;

    /// <summary>Makes an array whose elements are undefined.</summary>
    public virtual Array MakeArray(int count) => throw new NotSupportedException();

    /// <summary>The codec of a type; null if there is none.</summary>
    public static ElementCodec? Of(Type type) => s_byType.GetValueOrDefault(type);

    /// <summary>The codec of a code that came with a message.</summary>
    public static ElementCodec Of(byte code) =>
        code < s_all.Length ? s_all[code] : throw MessageError.Mismatch($"names the unknown element type {code}");

    /// <summary>Writes the count and the elements of a T[].</summary>
    public abstract void WriteArray(ref MessageWriter writer, object array);

    /// <summary>Reads what <see cref="WriteArray"/> has written.</summary>
    public abstract object ReadArray(ref MessageReader reader);

    /// <summary>Writes the count and the elements of a List&lt;T&gt;.</summary>
    public abstract void WriteList(ref MessageWriter writer, object list);

    /// <summary>Reads what <see cref="WriteList"/> has written.</summary>
    public abstract object ReadList(ref MessageReader reader);

    /// <summary>Writes comparer, count and elements of a HashSet&lt;T&gt;.</summary>
    public abstract void WriteSet(ref MessageWriter writer, object set);

    /// <summary>Reads what <see cref="WriteSet"/> has written.</summary>
    public abstract object ReadSet(ref MessageReader reader);

    /// <summary>
    /// Writes count and elements of a Queue&lt;T&gt; or Stack&lt;T&gt;, in the order in which they come out.
    /// </summary>
    public abstract void WriteSequence(ref MessageWriter writer, object sequence);

    /// <summary>Reads a Queue&lt;T&gt;.</summary>
    public abstract object ReadQueue(ref MessageReader reader);

    /// <summary>Reads a Stack&lt;T&gt;.</summary>
    public abstract object ReadStack(ref MessageReader reader);

    /// <summary>Reads one element.</summary>
    public abstract object? ReadOne(ref MessageReader reader);

    /// <summary>Reads one element into a place of an array of several dimensions.</summary>
    public abstract void Put(ref MessageReader reader, Array grid, int[] place);
}
