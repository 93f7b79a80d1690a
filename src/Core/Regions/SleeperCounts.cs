namespace Ipc.Regions;

/// <summary>
/// How many threads sleep at an object, by what they wait for: what a receiver takes, or whatever a kind with one thing
/// to wait for has; what a sender needs; and that all is done.
/// </summary>
/// <param name="First">For what is received, or may be entered.</param>
/// <param name="Second">For room to send.</param>
/// <param name="Third">Until all is done.</param>
internal readonly record struct SleeperCounts(int First, int Second, int Third)
{
    /// <summary>The number of <see cref="First"/>.</summary>
    public const int ToReceive = 0;

    /// <summary>The number of <see cref="Second"/>.</summary>
    public const int ToSend = 1;

    /// <summary>The number of <see cref="Third"/>.</summary>
    public const int UntilDone = 2;

    private const int Bits = 16;
    private const int Most = short.MaxValue;

    /// <summary>All of them.</summary>
    public int Sum => First + Second + Third;

    /// <summary>As the mark of a slot has them: 16 bits each, lowest first; the highest 16 are 0.</summary>
    public ulong Packed => Pack(First, ToReceive) | Pack(Second, ToSend) | Pack(Third, UntilDone);

    /// <summary>What a mark says. A damaged one says no more than what fits.</summary>
    public static SleeperCounts Of(ulong mark) =>
        new(Unpack(mark, ToReceive), Unpack(mark, ToSend), Unpack(mark, UntilDone));

    /// <summary>The same with more or fewer of one.</summary>
    /// <param name="what">Which.</param>
    /// <param name="by">How many more.</param>
    public SleeperCounts With(int what, int by) => what switch
    {
        ToReceive => this with { First = First + by },
        ToSend => this with { Second = Second + by },
        _ => this with { Third = Third + by },
    };

    public static SleeperCounts operator +(SleeperCounts one, SleeperCounts other) =>
        new(one.First + other.First, one.Second + other.Second, one.Third + other.Third);

    private static ulong Pack(int count, int what) => (ulong)Math.Clamp(count, 0, Most) << (what * Bits);

    private static int Unpack(ulong mark, int what) => (int)Math.Min((mark >> (what * Bits)) & 0xFFFF, Most);
}
