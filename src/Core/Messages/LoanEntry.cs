using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// A loan in a <see cref="LoanTable"/>, 32 bytes: state (8, see <see cref="LoanState"/>), first chunk of its run (4),
/// how many chunks that has (4), number of this use of the entry (8), the next unused entry plus one (4).
/// </summary>
internal readonly struct LoanEntry(Region region, long at)
{
    public const int Size = 32;

    public LoanState State
    {
        get => new(region.Long(at).Value);
        set => Set(0, value.Word);
    }

    public uint First => region.Word(at + 8).Value;

    public uint Chunks => region.Word(at + 12).Value;

    public ulong Number
    {
        get => region.Long(at + 16).Value;
        set => Set(16, value);
    }

    /// <summary>Plus one; 0 for none.</summary>
    public uint NextUnused
    {
        get => region.Word(at + 24).Value;
        set
        {
            Cell32 word = region.Word(at + 24);
            word.Value = value;
        }
    }

    /// <summary>Changes the state if it is what it should be.</summary>
    public bool TrySet(LoanState expected, LoanState state) => region.Long(at).TrySet(expected.Word, state.Word);

    public void SetRun(uint first, uint chunks) => Set(8, first | ((ulong)chunks << 32));

    private void Set(int offset, ulong value)
    {
        Cell64 word = region.Long(at + offset);
        word.Value = value;
    }
}
