using System.Buffers;
using System.Buffers.Binary;

namespace Ipc.Tests.Peer;

/// <summary>
/// Encodes arrays of live objects as references, and null as an empty message; opens them again when it reads.
/// </summary>
internal sealed class ReferenceEncoding : IMessageEncoding
{
    public static readonly ReferenceEncoding Instance = new();

    public void Encode(object? value, IBufferWriter<byte> output)
    {
        foreach (IpcObject one in (IpcObject[]?)value ?? [])
        {
            IpcReference reference = one.GetReference();
            (output as IReferenceWriter)?.Refer(reference);
            byte[] id = System.Text.Encoding.UTF8.GetBytes(reference.Id);
            Span<byte> to = output.GetSpan(11 + id.Length);
            to[0] = (byte)reference.Kind;
            to[1] = reference.Part;
            BinaryPrimitives.WriteUInt64LittleEndian(to[2..], reference.Instance);
            to[10] = (byte)id.Length;
            id.CopyTo(to[11..]);
            output.Advance(11 + id.Length);
        }
    }

    public object? Decode(ReadOnlySpan<byte> message)
    {
        List<IpcObject> objects = [];
        while (!message.IsEmpty)
        {
            string id = System.Text.Encoding.UTF8.GetString(message.Slice(11, message[10]));
            objects.Add(IpcObject.Open(
                new IpcReference((IpcKind)message[0], id, BinaryPrimitives.ReadUInt64LittleEndian(message[2..]), message[1]), this));
            message = message[(11 + message[10])..];
        }

        return objects.ToArray();
    }
}
