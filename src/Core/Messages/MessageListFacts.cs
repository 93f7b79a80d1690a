using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>
/// The words of a <see cref="MessageList"/> as bytes at one moment, for who looks at a file without joining.
/// </summary>
/// <param name="Waiting">How many messages wait in the list.</param>
/// <param name="Returned">How many have come back from a lease, and wait before those.</param>
/// <param name="Leased">How many are leased.</param>
/// <param name="IsCompleted">Whether no more will be sent.</param>
internal readonly record struct MessageListFacts(long Waiting, uint Returned, uint Leased, bool IsCompleted)
{
    /// <param name="view">The object.</param>
    /// <param name="index">Which of its lists.</param>
    public static MessageListFacts Read(in RegionView view, int index)
    {
        int at = MessageList.At(index);
        return new MessageListFacts(
            Math.Max(0, (long)(view.U64(at + MessageList.SentAt) - view.U64(at + MessageList.ReceivedAt))),
            view.U32(at + MessageList.ReturnedAt),
            view.U32(at + MessageList.LeasedAt),
            view.U32(at + MessageList.CompletedAt) != 0);
    }
}
