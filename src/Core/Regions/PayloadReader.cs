using System.Runtime.InteropServices;
using Ipc.Messages;

namespace Ipc.Regions;

/// <summary>What the payload of each kind says about how full it is and who holds it. A test holds it against the objects themselves.</summary>
internal static class PayloadReader
{
    private const int Payload = RegionLayout.PayloadAt;
    private const int Lists = Payload + ChunkPool.HeaderSize;

    public static IpcObjectInfo Describe(IpcObjectInfo info, ReadOnlySpan<byte> page, in RegionHeader header) => header.Kind switch
    {
        IpcKind.Queue => info with
        {
            Count = Waiting(page, 0) + U32(page, Lists + MessageList.ReturnedAt),
            Capacity = header.Parameter(0) == 0 ? null : (long)header.Parameter(0),
            Details = Words(U32(page, Lists + MessageList.CompletedAt) != 0 ? "completed" : "", U32(page, Lists + MessageList.LeasedAt) is not 0 and var leased ? $"{leased} leased" : ""),
        },
        IpcKind.Pipe => info with
        {
            Count = Waiting(page, 0) + Waiting(page, 1),
            Details = $"left {(U32(page, IpcPipe.HoldersAt) != 0 ? "open" : "closed")} with {Waiting(page, 1)} to receive, right {(U32(page, IpcPipe.HoldersAt + 4) != 0 ? "open" : "closed")} with {Waiting(page, 0)}",
        },
        IpcKind.Value => info with { Details = Words(TypeName(header.Parameter(0)), header.Parameter(1) == 0 ? Lock(info, page) : "") },
        IpcKind.Array => info with
        {
            Count = (long)header.Parameter(1),
            Capacity = (long)header.Parameter(1),
            Details = Words(TypeName(header.Parameter(0)), header.Parameter(2) == 0 ? Lock(info, page) : ""),
        },
        IpcKind.Lock => info with { Details = Words(header.Parameter(0) != 0 ? "recursive" : "", Lock(info, page)) },
        IpcKind.LockSet => info with
        {
            Count = (long)header.Parameter(1),
            Capacity = (long)header.Parameter(1),
            Details = Words(header.Parameter(0) != 0 ? "recursive" : "", Some(info.HeldBy.Count, "held"), Some(info.WaiterCount, "waiting")),
        },
        IpcKind.Semaphore => info with
        {
            Count = U32(page, Payload + 8),
            Capacity = header.Parameter(1) == 0 ? null : (long)header.Parameter(1),
            Details = Held(info),
        },
        IpcKind.Event => info with
        {
            Details = Words(U32(page, Payload) != 0 ? "set" : "not set", header.Parameter(0) != 0 ? "auto-reset" : ""),
        },
        IpcKind.Barrier => info with
        {
            Count = U32(page, Payload + 16),
            Capacity = (long)header.Parameter(0),
            Details = U32(page, Payload + 12) != 0 ? "broken" : "",
        },
        IpcKind.Condition => info with { Count = U32(page, Payload + LockCell.Size + 4), Details = Lock(info, page) },
        _ => info,
    };

    private static long Waiting(ReadOnlySpan<byte> page, int list)
    {
        int at = Lists + (list * MessageList.Size);
        return Math.Max(0, (long)(U64(page, at + MessageList.SentAt) - U64(page, at + MessageList.ReceivedAt)));
    }

    private static string Lock(IpcObjectInfo info, ReadOnlySpan<byte> page)
    {
        uint owner = U32(page, Payload);
        return owner == 0 ? ""
            : info.HeldBy.Count == 0 ? "abandoned"
            : info.WaiterCount == 0 || info.Kind == IpcKind.Condition ? Held(info)
            : $"{Held(info)}, {info.WaiterCount} waiting";
    }

    private static string Held(IpcObjectInfo info) =>
        info.HeldBy.Count == 0 ? "" : "held by " + string.Join(", ", info.HeldBy.Select(holder => holder.Process));

    private static string Some(int count, string what) => count == 0 ? "" : $"{count:N0} {what}";

    private static string TypeName(ulong code) => Enum.IsDefined((IpcElementType)code) ? ((IpcElementType)code).ToString() : $"type {code}";

    private static string Words(params string[] words) => string.Join(", ", words.Where(word => word.Length > 0));

    private static uint U32(ReadOnlySpan<byte> page, int at) => MemoryMarshal.Read<uint>(page[at..]);

    private static ulong U64(ReadOnlySpan<byte> page, int at) => MemoryMarshal.Read<ulong>(page[at..]);
}
