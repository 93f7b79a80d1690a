namespace Ipc.Tests.Stress;

/// <summary>What an actor writes down, at once, so that it is known although the actor is killed right after.</summary>
internal enum Entry : byte
{
    /// <summary>About to send a message.</summary>
    Sending = 1,

    /// <summary>The message was sent.</summary>
    Sent,

    /// <summary>The message was not sent, for want of room.</summary>
    NotSent,

    /// <summary>About to receive.</summary>
    Receiving,

    /// <summary>A message was received.</summary>
    Received,

    /// <summary>Nothing came.</summary>
    NotReceived,

    /// <summary>About to count up.</summary>
    Adding,

    /// <summary>Counted up.</summary>
    Added,

    /// <summary>Something that must never happen; the number says what.</summary>
    Violation,

    /// <summary>The actor has come to its end in good order.</summary>
    Ended,
}
