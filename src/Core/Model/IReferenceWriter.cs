using System.Buffers;

namespace Ipc;

/// <summary>
/// Where an encoding writes that wants to know what a message refers to: a queue or a pipe keeps it alive for as long
/// as the message waits. An encoding that writes a reference to a live object tells it to the output, if that is one of
/// these; the object is held when sending begins, so the caller may close it at once. Not for several threads.
/// </summary>
public interface IReferenceWriter : IBufferWriter<byte>
{
    /// <summary>What was written, or is about to be, refers to an object.</summary>
    /// <param name="reference">The object. Telling it twice does no harm.</param>
    void Refer(in IpcReference reference);
}
