namespace Ipc.Messages;

/// <summary>
/// Who may still send to a list, and how much may wait in it: what a queue and a pipe answer differently.
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
    /// Whether this is an end of a pipe: there the death of a process may close the far end, and room is a number of
    /// bytes, so that several senders may fit where one message was.
    /// </summary>
    bool IsPipeEnd { get; }
}
