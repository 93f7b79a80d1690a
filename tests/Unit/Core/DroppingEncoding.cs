using System.Buffers;
using Ipc.Tests.Peer;

namespace Ipc.Tests.Core;

/// <summary>Live objects, before which something happens when they are read, such as that their message is dropped.</summary>
internal sealed class DroppingEncoding(Action before) : IMessageEncoding
{
    public void Encode(object? value, IBufferWriter<byte> output) => ReferenceEncoding.Instance.Encode(value, output);

    public object? Decode(ReadOnlySpan<byte> message)
    {
        before();
        return ReferenceEncoding.Instance.Decode(message);
    }
}
