using System.Buffers;

namespace Ipc.Commands;

/// <summary>A growing buffer from the array pool. For one thread at a time.</summary>
internal sealed class PooledBufferWriter : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 256;

    private byte[] _buffer;
    private int _written;

    /// <summary>Makes a writer with room for at least <paramref name="capacity"/> bytes.</summary>
    public PooledBufferWriter(int capacity = Smallest) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, Smallest));

    /// <summary>What has been written. Gone with the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _written);

    /// <summary>How many bytes fit before it has to grow.</summary>
    public int Capacity => _buffer.Length;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => _written = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _written = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Reserve(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        int needed = Math.Max(sizeHint, 1);
        if (_buffer.Length - _written < needed)
        {
            Grow(needed);
        }
    }

    private void Grow(int needed)
    {
        long wanted = Math.Max((long)_written + needed, Math.Min(_buffer.Length * 2L, Array.MaxLength));
        if (wanted > Array.MaxLength)
        {
            throw new IpcException(IpcError.MessageTooLarge, "The message is larger than 2 GiB. Send it in several parts.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        _buffer.AsSpan(0, _written).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
