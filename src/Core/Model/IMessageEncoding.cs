using System.Buffers;

namespace Ipc;

/// <summary>
/// Turns objects into messages and back. Core moves bytes only; the PowerShell layer supplies the encoding of objects.
/// Both methods must be safe to call from several threads at once.
/// </summary>
public interface IMessageEncoding
{
    /// <summary>Appends the encoded form of a value. Nothing is sent if it throws.</summary>
    /// <param name="value">The object to encode; may be null.</param>
    /// <param name="output">
    /// Where the bytes go. If it is an <see cref="IReferenceWriter"/>, it is told what the value refers to.
    /// </param>
    void Encode(object? value, IBufferWriter<byte> output);

    /// <summary>
    /// Reads the value back. Trusts nothing: throws <see cref="IpcException"/> on truncated or hostile bytes. What the
    /// message refers to is held during the call, so that it can be opened.
    /// </summary>
    /// <param name="message">One whole message. Not kept after the call.</param>
    object? Decode(ReadOnlySpan<byte> message);

    /// <summary>Reads the value back, as long as somebody waits for it.</summary>
    /// <param name="message">One whole message. Not kept after the call.</param>
    /// <param name="cancellation">Looked at now and then, if reading takes long.</param>
    /// <exception cref="OperationCanceledException">Nobody waits any longer.</exception>
    object? Decode(ReadOnlySpan<byte> message, CancellationToken cancellation) => Decode(message);
}
