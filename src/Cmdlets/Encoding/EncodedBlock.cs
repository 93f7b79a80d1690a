using System.Buffers;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>A script block as it stands in shared memory: the action with which a barrier was made.</summary>
internal static class EncodedBlock
{
    /// <summary>The bytes of a block: a message, so that it runs with its maker's language mode.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>: it uses a value of its maker's.</exception>
    public static ReadOnlyMemory<byte> Encode(ScriptBlock block)
    {
        if (block.Ast.Find(static ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true) is { } value)
        {
            throw new IpcException(
                IpcError.NotSupported,
                $"The action of a barrier is handed over as text and runs where the last party arrives, so {value} has no value there. Give "
                    + "what it uses a name (New-IpcQueue -Name results) and use that name in the action.");
        }

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
