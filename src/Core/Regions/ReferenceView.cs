using System.Buffers.Binary;
using System.Text;

namespace Ipc.Regions;

/// <summary>
/// A reference as it stands in shared memory: instance (8), kind (1), part (1), bytes of the id (2), the id as UTF-8,
/// zeros up to a multiple of 8. Trusts nothing.
/// </summary>
internal readonly ref struct ReferenceView
{
    private const int Header = 12;

    private readonly ReadOnlySpan<byte> _bytes;

    private ReferenceView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The creation id of the object.</summary>
    public ulong Instance => BinaryPrimitives.ReadUInt64LittleEndian(_bytes);

    /// <summary>Which end of a pipe.</summary>
    public byte Part => _bytes[9];

    /// <summary>Takes the first reference from the front of some; false when there is none, or it makes no sense.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> some, out ReferenceView reference)
    {
        reference = default;
        if (some.Length < Header)
        {
            return false;
        }

        int size = SizeOf(BinaryPrimitives.ReadUInt16LittleEndian(some[10..]));
        if (size > some.Length)
        {
            return false;
        }

        reference = new ReferenceView(some[..size]);
        some = some[size..];
        return true;
    }

    /// <summary>Adds references to others.</summary>
    /// <param name="some">They stand one behind the other.</param>
    /// <param name="all">Made with the first.</param>
    public static void AddTo(ReadOnlySpan<byte> some, ref List<IpcReference>? all)
    {
        while (TryRead(ref some, out ReferenceView reference))
        {
            (all ??= []).Add(reference.ToReference());
        }
    }

    /// <summary>Appends a reference.</summary>
    public static void Write(in IpcReference reference, List<byte> to)
    {
        byte[] id = Encoding.UTF8.GetBytes(reference.Id);
        byte[] bytes = new byte[SizeOf(id.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, reference.Instance);
        bytes[8] = (byte)reference.Kind;
        bytes[9] = reference.Part;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)id.Length);
        id.CopyTo(bytes, Header);
        to.AddRange(bytes);
    }

    /// <summary>The reference on its own.</summary>
    public IpcReference ToReference() => new(
        (IpcKind)_bytes[8],
        Encoding.UTF8.GetString(_bytes.Slice(Header, BinaryPrimitives.ReadUInt16LittleEndian(_bytes[10..]))),
        Instance,
        Part);

    private static int SizeOf(int idLength) => (Header + idLength + 7) & ~7;
}

/// <summary>Looks at a reference.</summary>
/// <returns>Whether to look no further.</returns>
internal delegate bool ReferenceMatch(ReferenceView reference);
