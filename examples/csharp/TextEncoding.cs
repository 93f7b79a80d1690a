using System.Buffers;
using System.Text;

namespace Ipc.Examples;

/// <summary>Strings as messages. Core moves bytes; how an object becomes bytes is the program's own choice.</summary>
internal sealed class TextEncoding : IMessageEncoding
{
    /// <inheritdoc/>
    public void Encode(object? value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes((string)value!, output);

    /// <inheritdoc/>
    public object Decode(ReadOnlySpan<byte> message) => Encoding.UTF8.GetString(message);
}
