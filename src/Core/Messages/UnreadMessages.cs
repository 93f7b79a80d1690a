using System.Buffers;
using System.Collections.Concurrent;
using Ipc.Model;

namespace Ipc.Messages;

/// <summary>
/// Messages that a handle has received and not read to their end, since the time-out passed or the caller was stopped.
/// They are received again before any other, so that nothing is lost.
/// </summary>
internal sealed class UnreadMessages
{
    /// <summary>From how many bytes on the time-out ends reading, too: what is shorter is read in no time.</summary>
    public const int LongRead = 64 * 1024;

    private readonly ConcurrentQueue<(byte[] Bytes, HeldReferences? Held)> _messages = new();

    public int Count => _messages.Count;

    /// <summary>Receives one of them.</summary>
    public bool TryTake(IBufferWriter<byte> output)
    {
        if (!_messages.TryDequeue(out (byte[] Bytes, HeldReferences? Held) message))
        {
            return false;
        }

        output.Write(message.Bytes);
        if (message.Held is not null && output is MessageBuffer buffer)
        {
            buffer.Hold(message.Held);
        }
        else
        {
            message.Held?.Dispose();
        }

        return true;
    }

    /// <summary>Copies them, and leaves them where they are.</summary>
    /// <param name="output">Gets the copies. What they refer to is held here as long as nobody receives them.</param>
    /// <param name="most">How many at the most.</param>
    public void Peek(PeekedMessages output, int most)
    {
        foreach ((byte[] bytes, _) in _messages.Take(most))
        {
            output.Output.Write(bytes);
            output.Add();
        }
    }

    /// <summary>Reads what was received, and keeps it if reading is ended.</summary>
    /// <exception cref="OperationCanceledException">The caller was stopped.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>.</exception>
    public IpcException? Read(
        MessageBuffer buffer, IMessageEncoding encoding, TimeSpan timeout, out object? value, CancellationToken cancellation)
    {
        try
        {
            return TryRead(buffer, encoding, timeout, out value, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or IpcException { Error: IpcError.Timeout })
        {
            _messages.Enqueue((buffer.Written.ToArray(), buffer.TakeHeld()));
            throw;
        }
    }

    /// <summary>Reads what was received.</summary>
    /// <inheritdoc cref="Read"/>
    public static IpcException? TryRead(
        MessageBuffer buffer, IMessageEncoding encoding, TimeSpan timeout, out object? value, CancellationToken cancellation)
    {
        if (timeout <= TimeSpan.Zero || buffer.Length < LongRead)
        {
            return buffer.TryDecode(encoding, out value, cancellation);
        }

        using CancellationTokenSource late = LateToken(buffer.Length, timeout, cancellation);
        try
        {
            return buffer.TryDecode(encoding, out value, late.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IpcException(
                IpcError.Timeout,
                $"A message of {buffer.Length:N0} bytes came, but to read it took longer than {timeout.TotalSeconds} s. "
                    + "It is not lost: receive again, and wait longer.");
        }
    }

    /// <summary>What ends reading so many bytes: the caller, and the time-out if they are many.</summary>
    public static CancellationTokenSource LateToken(long bytes, TimeSpan timeout, CancellationToken cancellation)
    {
        CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout > TimeSpan.Zero && bytes >= LongRead)
        {
            late.CancelAfter(timeout.TotalMilliseconds < int.MaxValue ? timeout : TimeSpan.FromMilliseconds(int.MaxValue));
        }

        return late;
    }
}
