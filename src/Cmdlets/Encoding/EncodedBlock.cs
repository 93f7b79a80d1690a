using System.Buffers;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A script block as it stands in shared memory: the action with which a barrier was made.</summary>
internal static class EncodedBlock
{
    /// <summary>The bytes of a block: a message, so that it runs with its maker's language mode.</summary>
    public static ReadOnlyMemory<byte> Encode(ScriptBlock block)
    {
        ArrayBufferWriter<byte> bytes = new();
        LiveObjects.Encoding.Encode(block, bytes);
        return bytes.WrittenMemory;
    }

    /// <summary>The block that the bytes stand for; null for none.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: they are no block.</exception>
    public static ScriptBlock? Decode(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? null
        : ElementConversion.Bare(LiveObjects.Encoding.Decode(bytes.Span)) as ScriptBlock
            ?? throw new IpcException(IpcError.Corrupt, "The action of the barrier is no script block.");
}
