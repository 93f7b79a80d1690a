namespace Ipc;

/// <summary>
/// The one exception of this library: <see cref="Error"/> says what happened, the message what to do next.
/// </summary>
public class IpcException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">What happened and what to do next, as a sentence for the user.</param>
    /// <param name="inner">The exception that caused this one, if any.</param>
    public IpcException(IpcError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What went wrong.</summary>
    public IpcError Error { get; }

    /// <summary>The id that PowerShell shows, such as <c>IpcTimeout</c>. It never changes between versions.</summary>
    public string ErrorId => "Ipc" + Error;
}
