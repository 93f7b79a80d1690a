using System.Buffers;

namespace Ipc.Model;

/// <summary>
/// An encoding in which the elements of a large array, as they stand in memory, are the end of its message. Such an
/// array is copied twice on its way, from the sender's into shared memory and from there into the receiver's, where
/// others are copied four times.
/// </summary>
internal interface IArrayEncoding : IMessageEncoding
{
    /// <summary>
    /// How many bytes the elements must have at least. For fewer the detour costs more than the copies.
    /// </summary>
    public const int LeastBytes = 64 * 1024;

    /// <summary>How many bytes come before the elements at the most.</summary>
    public const int LongestHead = 16;

    /// <summary>A value without what a host has wrapped around it and what says nothing; the value itself if there is none.</summary>
    object? Plain(object? value) => value;

    /// <summary>Writes what comes before the elements, if the message of a value ends with them.</summary>
    /// <param name="value">What is to be sent.</param>
    /// <param name="output">Where the beginning of the message goes.</param>
    /// <returns>
    /// The array of a primitive type whose bytes are the rest; null, with nothing written, for any other value.
    /// </returns>
    Array? EncodeHead(object? value, IBufferWriter<byte> output);

    /// <summary>Makes the array that a message is.</summary>
    /// <param name="beginning">The first bytes of the message, as many as there are at hand. Not to be trusted.</param>
    /// <param name="length">How long the message is.</param>
    /// <returns>
    /// An array of a primitive type for the last bytes of the message, its elements undefined; null for any other
    /// message.
    /// </returns>
    Array? MakeArray(ReadOnlySpan<byte> beginning, int length);
}
