using System.Buffers;
using Ipc.Model;

namespace Ipc.Messages;

/// <summary>
/// A growing buffer from the shared pool, for one message on its way in or out. Not for several threads.
/// </summary>
internal sealed partial class MessageBuffer : IReferenceWriter, IDisposable
{
    private const int Keep = 1 << 22;

    [ThreadStatic]
    private static MessageBuffer? t_spare;

    private byte[] _bytes = [];
    private int _length;
    private int _start; // What comes before is none of the message.

    private MessageBuffer()
    {
    }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(_start, _length - _start);

    public int Length => _length - _start;

    /// <summary>An empty buffer. Dispose gives it back; nested use on one thread gets another one.</summary>
    /// <param name="encoding">
    /// Whose values are received into it: large arrays among them get an <see cref="Array"/>. Null for bytes only.
    /// </param>
    public static MessageBuffer Rent(IMessageEncoding? encoding = null)
    {
        MessageBuffer buffer = t_spare ?? new MessageBuffer();
        t_spare = null;
        buffer._length = buffer._start = 0;
        buffer._arrays = encoding as IArrayEncoding;
        return buffer;
    }

    public void Dispose()
    {
        if (_bytes.Length > Keep || t_spare is not null)
        {
            byte[] bytes = _bytes;
            _bytes = [];
            if (bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }

        _length = _start = 0;
        ForgetArrays();
        ForgetReferences();
        ForgetLoan();
        t_spare ??= this;
    }

    /// <summary>Takes away the first bytes.</summary>
    public void DropFront(int count) => _start += count;

    /// <summary>
    /// Reads the message back as an object: the one place where a message that cannot be read becomes a reason.
    /// </summary>
    /// <returns>Why it cannot be read; null when it was.</returns>
    /// <exception cref="OperationCanceledException">Nobody waits for it any longer.</exception>
    public IpcException? TryDecode(IMessageEncoding encoding, out object? value, CancellationToken cancellation)
    {
        try
        {
            value = Array ?? encoding.Decode(Written, cancellation);
            return null;
        }
        catch (IpcException e)
        {
            value = null;
            return e;
        }
    }

    public void Advance(int count) => _length += count;

    /// <summary>Drops what was written behind a length.</summary>
    public void Truncate(int length) => _length = length;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_bytes.Length - _length >= needed)
        {
            return;
        }

        long wanted = Math.Max((long)_length + needed, Math.Min(Array.MaxLength, 2L * Math.Max(_bytes.Length, 256)));
        if (wanted > Array.MaxLength)
        {
            throw new IpcException(
                IpcError.MessageTooLarge, $"The message has more than {Array.MaxLength:N0} bytes, the most that one "
                    + "can have. Send it in parts.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
