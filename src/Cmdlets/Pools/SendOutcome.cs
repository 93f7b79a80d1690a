namespace Ipc.Commands;

/// <summary>Why a message to a worker was not sent.</summary>
internal enum SendOutcome
{
    /// <summary>It was.</summary>
    Sent,

    /// <summary>The worker has not read what it was sent before.</summary>
    Full,

    /// <summary>There is no shared memory. Nobody tells when there is some again.</summary>
    NoMemory,

    /// <summary>The worker has exited; that is told in its turn.</summary>
    Exited,

    /// <summary>A job that has ended or cannot be sent: it is not to be given to anybody.</summary>
    Refused,
}
