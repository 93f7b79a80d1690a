using System.Buffers.Binary;
using System.Text;
using Ipc.Model;

namespace Ipc.Regions;

/// <summary>
/// Reads and checks a region's first page as plain bytes, before anything relies on it. Every field that never changes
/// is covered by a checksum; the others are checked where they are used.
/// </summary>
internal readonly ref struct RegionHeader(ReadOnlySpan<byte> page)
{
    private readonly ReadOnlySpan<byte> _page = page;

    public uint Version => U32(RegionLayout.VersionAt);

    public IpcKind Kind => (IpcKind)U32(RegionLayout.KindAt);

    public uint Flags => U32(RegionLayout.FlagsAt);

    public ulong Instance => U64(RegionLayout.InstanceAt);

    public RegionState State => (RegionState)U32(RegionLayout.StateAt);

    public long Size => (long)U64(RegionLayout.SizeAt);

    public uint SlotLimit => U32(RegionLayout.SlotLimitAt);

    public long CreatedTicks => (long)U64(RegionLayout.CreatedAt);

    public int Creator => (int)U32(RegionLayout.CreatorAt);

    public string Name
    {
        get
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(_page[RegionLayout.NameLengthAt..]);
            return Encoding.UTF8.GetString(_page.Slice(RegionLayout.NameAt, Math.Min(length, RegionLayout.LongestName)));
        }
    }

    public ulong Parameter(int index) => U64(RegionLayout.ParametersAt + (8 * index));

    /// <summary>Whether it is the page of an object that another version has made.</summary>
    public bool IsOfOtherVersion => U64(RegionLayout.MagicAt) == RegionLayout.Magic && Version != RegionLayout.Version;

    /// <summary>Says what is wrong with the page, naming the field; null when it is sound.</summary>
    public IpcException? Check(string path, long fileSize)
    {
        if (U64(RegionLayout.MagicAt) != RegionLayout.Magic)
        {
            return new IpcException(
                IpcError.FormatMismatch,
                $"'{path}' is not an Ipc object (its magic number differs). Delete the file if you know that nothing "
                    + "needs it.");
        }

        if (Version != RegionLayout.Version)
        {
            return new IpcException(
                IpcError.FormatMismatch,
                $"'{path}' was made by another version of Ipc: format version {Version}, this one reads "
                    + $"{RegionLayout.Version}. Use the same version of the module in all processes.");
        }

        if (U32(RegionLayout.ChecksumAt) != Checksum(_page))
        {
            return Damaged(path, "the header's checksum is wrong");
        }

        if (State is not (RegionState.Ready or RegionState.Closing or RegionState.Removed))
        {
            return Damaged(path, $"its state is {(uint)State}");
        }

        if (SlotLimit is not (RegionLayout.FirstSlots or RegionLayout.AllSlots))
        {
            return Damaged(path, $"its number of slots is {SlotLimit}");
        }

        if (Size < RegionLayout.PageSize || Size > fileSize)
        {
            return Damaged(path, $"it should have {Size:N0} bytes and has {fileSize:N0}");
        }

        return SlotLimit == RegionLayout.AllSlots && fileSize < RegionLayout.Data
            ? Damaged(path, "its participant table was cut off")
            : null;
    }

    /// <summary>FNV-1a over the fields that never change, the checksum itself left out.</summary>
    public static uint Checksum(ReadOnlySpan<byte> page)
    {
        uint hash = 2166136261;
        Add(page[..RegionLayout.ChecksumAt], ref hash);
        Add(page[(RegionLayout.ChecksumAt + 4)..RegionLayout.StateAt], ref hash);
        Add(page.Slice(RegionLayout.NameAt, RegionLayout.LongestName), ref hash);
        return hash;

        static void Add(ReadOnlySpan<byte> bytes, ref uint hash)
        {
            foreach (byte b in bytes)
            {
                hash = (hash ^ b) * 16777619;
            }
        }
    }

    private static IpcException Damaged(string path, string what) => new(
        IpcError.Corrupt, $"'{path}' is damaged: {what}. {Advice.For(IpcAdvice.RemoveDamagedFile)}");

    private uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_page[offset..]);

    private ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_page[offset..]);
}
