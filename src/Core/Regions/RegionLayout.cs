namespace Ipc.Regions;

/// <summary>
/// The layout of a region, as byte offsets. <c>docs/design/format.md</c> has the same table in prose, a test asserts
/// both.
/// </summary>
/// <remarks>
/// The first page holds the header, the first slots of the participant table and the payload of small objects, so that
/// a lock costs one page. More slots stand behind it in a hole of the file that is reserved when first needed. Large
/// payloads (arrays, messages) begin at <see cref="Data"/>.
/// </remarks>
internal static class RegionLayout
{
    public const ulong Magic = 0x31_4E_47_52_43_50_49_7F; // "\x7FIPCRGN1" as bytes in memory
    public const uint Version = 5;
    public const int PageSize = 4096;

    // Written once, before the region can be found by anybody, and covered by the checksum.
    public const int MagicAt = 0;
    public const int VersionAt = 8;
    public const int KindAt = 12;
    public const int FlagsAt = 16;
    public const int ChecksumAt = 20;
    public const int InstanceAt = 24;
    public const int ParametersAt = 32;
    public const int ParameterCount = 4;
    public const int CreatedAt = 64;
    public const int CreatorAt = 72;
    public const int NameLengthAt = 76;

    // Written during the life of the region.
    public const int StateAt = 80;
    public const int JoinsAt = 84;
    public const int SlotLimitAt = 88;
    public const int SizeAt = 96;

    public const int NameAt = 128;
    public const int LongestName = 120;

    // Contended, so not on the line of the state that every operation reads.
    public const int MutexAt = 248;
    public const int MutexWaitAt = 252;

    public const int SlotsAt = 256;
    public const int SlotSize = 32;
    public const int FirstSlots = 56;
    public const int PayloadAt = SlotsAt + (FirstSlots * SlotSize); // 2048

    public const int MoreSlotsAt = PageSize;
    public const int MoreSlots = 1024;
    public const int AllSlots = FirstSlots + MoreSlots;
    public const int Data = MoreSlotsAt + (MoreSlots * SlotSize); // 36,864

    public const uint FlagPersistent = 1;
    public const uint FlagNamed = 2;
    public const uint FlagInternal = 4;
}
