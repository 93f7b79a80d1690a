using System.Diagnostics.CodeAnalysis;

namespace Ipc.Commands;

/// <summary>Makes the exceptions of the decoder, out of line so that the paths that succeed stay small.</summary>
internal static class MessageError
{
    /// <summary>The bytes make no sense.</summary>
    [DoesNotReturn]
    public static void ThrowCorrupt(string what) => throw Corrupt(what);

    /// <summary>The bytes make no sense.</summary>
    public static IpcException Corrupt(string what, Exception? inner = null) =>
        new(IpcError.Corrupt, $"The message is damaged: {what}. It was not sent by this module, or was changed on "
            + "the way.", inner);

    /// <summary>The message was written by another version of this format.</summary>
    public static IpcException Mismatch(string what) =>
        new(IpcError.FormatMismatch, $"The message {what}. Load the same version of the Ipc module in both processes.");
}
