namespace Ipc.Messages;

/// <summary>
/// Who may still send to a list, and how much may wait in it: what queues, pipes and listeners answer differently.
/// </summary>
internal interface IPortPolicy
{
    /// <summary>Whether a message of that record size may be added now.</summary>
    bool HasRoom(MessageList list, int recordSize);

    /// <summary>Why nothing can be sent any more; null while it can.</summary>
    IpcException? WhyNotSend();

    /// <summary>Whether nothing more can come once the list is empty.</summary>
    bool NoMoreComes { get; }

    /// <summary>
    /// Whether this is an end of a pipe, or a listener: there the death of a process may be the end of it, and room may be a
    /// number of bytes, so that several senders may fit where one message was.
    /// </summary>
    bool IsPipeEnd { get; }

    /// <summary>Whether messages are for all receivers, and the oldest makes room for the newest.</summary>
    bool Trims { get; }

    /// <summary>After a message was added, inside the mutex: drops those for which there is no room any more.</summary>
    /// <returns>What they referred to; null for nothing.</returns>
    IReadOnlyCollection<IpcReference>? Trim(MessageList list);
}
