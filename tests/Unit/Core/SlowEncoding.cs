using System.Buffers;

namespace Ipc.Tests.Core;

/// <summary>Reads until it is told to stop, unless it is quick.</summary>
internal sealed class SlowEncoding : IMessageEncoding
{
    public bool IsQuick { get; set; }

    public Action? Reading { get; set; }

    public void Encode(object? value, IBufferWriter<byte> output) => output.Write(new byte[100_000]);

    public object? Decode(ReadOnlySpan<byte> message) => message.Length;

    public object? Decode(ReadOnlySpan<byte> message, CancellationToken cancellation)
    {
        if (!IsQuick)
        {
            Reading?.Invoke();
            cancellation.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
            cancellation.ThrowIfCancellationRequested();
        }

        return message.Length;
    }
}
