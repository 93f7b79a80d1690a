namespace Ipc.Storage;

/// <summary>
/// The sizes of blocks. They divide what is left of a chunk behind its header with little waste, and a block is at most
/// a quarter larger than what stands in it, from 128 bytes up to 2 KiB. All are multiples of 32.
/// </summary>
internal static class SizeClasses
{
    private static readonly int[] s_sizes =
    [
        32, 64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 2016, 2720, 3264, 4064, 5440, 6528, 8160,
        10_912, 16_352, 32_736,
    ];

    private static readonly byte[] s_classOf = MakeTable();

    public static int Count => s_sizes.Length;

    /// <summary>The largest block there is, in bytes.</summary>
    public static int Largest => s_sizes[^1];

    /// <summary>How large a block of a class is, in bytes.</summary>
    public static int SizeOf(int sizeClass) => s_sizes[sizeClass];

    /// <summary>How many blocks of a class a chunk has.</summary>
    public static int BlocksIn(int sizeClass) => Largest / s_sizes[sizeClass];

    /// <summary>The smallest class whose blocks have so many bytes; no more than the largest has.</summary>
    public static int For(int bytes) => s_classOf[(bytes + BlockHeap.Unit - 1) / BlockHeap.Unit];

    private static byte[] MakeTable()
    {
        byte[] table = new byte[(s_sizes[^1] / BlockHeap.Unit) + 1];
        int sizeClass = 0;
        for (int units = 0; units < table.Length; units++)
        {
            sizeClass += units * BlockHeap.Unit > s_sizes[sizeClass] ? 1 : 0;
            table[units] = (byte)sizeClass;
        }

        return table;
    }
}
