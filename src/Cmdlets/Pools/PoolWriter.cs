using System.Buffers;
using System.Buffers.Binary;

namespace Ipc.Commands;

/// <summary>Puts a message of several parts together. Lives long and is used again; not for several threads.</summary>
internal sealed class PoolWriter : IBufferWriter<byte>
{
    private const int Keep = 1 << 20;

    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > Keep)
        {
            _bytes = new byte[512]; // One large message must not stay in memory for ever.
        }
    }

    /// <summary>Takes back what was written behind this length.</summary>
    public void Truncate(int length) => Length = length;

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(GetSpan(4), value);
        Length += 4;
    }

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(GetSpan(8), value);
        Length += 8;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends an encoded value, with its length before it. Nothing is appended if that fails.</summary>
    public void WriteValue(IMessageEncoding encoding, object? value)
    {
        int start = Length;
        Write(0);
        try
        {
            encoding.Encode(value, this);
        }
        catch
        {
            Length = start;
            throw;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), Length - start - 4);
    }

    public void Patch(int at, byte value) => _bytes[at] = value;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_bytes.Length - Length < needed)
        {
            long wanted = Math.Max((long)Length + needed, Math.Min(Array.MaxLength, 2L * _bytes.Length));
            if (wanted > Array.MaxLength)
            {
                throw new IpcException(IpcError.MessageTooLarge, $"What was written has more than {Array.MaxLength:N0} bytes. Write it in parts.");
            }

            Array.Resize(ref _bytes, (int)wanted);
        }
    }
}
