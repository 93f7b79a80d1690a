namespace Ipc.Commands;

/// <summary>
/// A thread's sessions between two messages, under one variable of the thread: reaching one costs more than a field.
/// </summary>
internal sealed class SpareSessions
{
    /// <summary>For the next message out; null while one is under way.</summary>
    public EncodingSession? Encoding { get; set; }

    /// <summary>For the next message in; null while one is under way.</summary>
    public DecodingSession? Decoding { get; set; }
}
