using System.Diagnostics.CodeAnalysis;

namespace Ipc.Messages;

/// <summary>
/// Decodes what has been received: it is gone from where it was, so what cannot be read is told, and keeps nothing back
/// that comes after it.
/// </summary>
internal static class MessageDecoding
{
    /// <summary>Decodes a message.</summary>
    /// <param name="encoding">How.</param>
    /// <param name="message">Its bytes.</param>
    /// <param name="value">What it says.</param>
    /// <param name="unreadable">Why it cannot be read: it makes no sense, or has an object that is gone.</param>
    /// <returns>Whether it can be read.</returns>
    public static bool TryDecode(
        this IMessageEncoding encoding,
        ReadOnlySpan<byte> message,
        out object? value,
        [NotNullWhen(false)] out IpcException? unreadable)
    {
        try
        {
            value = encoding.Decode(message);
            unreadable = null;
            return true;
        }
        catch (IpcException e)
        {
            value = null;
            unreadable = e;
            return false;
        }
    }

    /// <summary>Decodes a message that was received into a buffer, which may have it as an array already.</summary>
    /// <inheritdoc cref="TryDecode(IMessageEncoding, ReadOnlySpan{byte}, out object?, out IpcException?)"/>
    public static bool TryDecode(
        this IMessageEncoding encoding,
        MessageBuffer message,
        out object? value,
        [NotNullWhen(false)] out IpcException? unreadable)
    {
        if (message.Array is null)
        {
            return encoding.TryDecode(message.Written, out value, out unreadable);
        }

        value = message.Array;
        unreadable = null;
        return true;
    }
}
