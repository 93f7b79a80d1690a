namespace Ipc.Primitives;

/// <summary>
/// A stream over bytes of a memory or of a loan. Each read and write checks that they are still there. One stream is for one
/// thread, as streams are; any number of them may be over the same bytes.
/// </summary>
internal sealed class IpcMemoryStream(IBytesOwner owner, SharedBytes bytes, long offset, long length) : Stream
{
    private long _position;
    private bool _closed;

    public override bool CanRead => !_closed;

    public override bool CanSeek => !_closed;

    public override bool CanWrite => !_closed;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        using BytesInUse use = new(owner);
        Span<byte> here = Here(buffer.Length);
        here.CopyTo(buffer);
        _position += here.Length;
        return here.Length;
    }

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="NotSupportedException">They do not fit; nothing was written.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        using BytesInUse use = new(owner);
        Span<byte> here = Here(buffer.Length);
        if (here.Length < buffer.Length)
        {
            throw new NotSupportedException(
                $"The stream has {length:N0} bytes and is at {_position:N0}: {buffer.Length:N0} more do not fit, and shared "
                    + "memory does not grow. Nothing was written.");
        }

        buffer.CopyTo(here);
        _position += buffer.Length;
    }

    public override void WriteByte(byte value) => Write([value]);

    public override long Seek(long offset, SeekOrigin origin)
    {
        long from = origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => length };
        if (from + offset < 0)
        {
            throw new IOException("There is nothing before the start of the stream.");
        }

        return _position = from + offset;
    }

    public override void SetLength(long value) =>
        throw new NotSupportedException("A memory keeps its size. Make another one.");

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _closed = true;
        base.Dispose(disposing);
    }

    // What there is from the position on, and no more than is wanted.
    private Span<byte> Here(int wanted)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        int there = (int)Math.Min(wanted, Math.Max(0, length - _position));
        return bytes.AsSpan(there == 0 ? 0 : offset + _position, there);
    }
}
