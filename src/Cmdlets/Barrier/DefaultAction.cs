using System.Buffers;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>The script block with which a barrier was made, as it stands in shared memory.</summary>
internal static class DefaultAction
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

#pragma warning disable CA2255 // For $barrier.Wait(): whoever has loaded the module may call it without any cmdlet.
    [ModuleInitializer]
    internal static void Register() => IpcHosting.BarrierAction = static bytes => Decode(bytes)!.Invoke();
#pragma warning restore CA2255
}
