
namespace Ipc.Commands;

/// <summary>What is piped into the worker: it goes there at once, or waits until the worker is started.</summary>
public sealed partial class IpcWorker
{
    private readonly object _inputGate = new();
    private readonly Queue<byte[]> _unsent = new();
    private bool _takesInput;

    /// <summary>Makes the message of one input object.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>: it cannot be sent.</exception>
    internal static void EncodeInput(object? value, FrameWriter into) =>
        into.Add(new FrameHeader(FrameKind.Item), value, LiveObjects.Encoding);

    /// <summary>
    /// Sends an input message. After the worker has ended, nobody reads it any more, which is no error.
    /// </summary>
    internal void SendInput(ReadOnlySpan<byte> message, CancellationToken cancellation)
    {
        lock (_inputGate)
        {
            if (IsFinished)
            {
                return;
            }

            if (!_takesInput)
            {
                _unsent.Enqueue(message.ToArray());
                return;
            }

            Send(message, cancellation);
        }
    }

    /// <summary>Says that no more input comes.</summary>
    internal void EndInput(CancellationToken cancellation)
    {
        using FrameWriter message = FrameWriter.Rent();
        message.Add(new FrameHeader(FrameKind.EndInput));
        SendInput(message.Written, cancellation);
    }

    // The start message has been sent; what has gathered goes behind it.
    private void SendGatheredInput()
    {
        lock (_inputGate)
        {
            _takesInput = true;
            while (_unsent.TryDequeue(out byte[]? message))
            {
                Send(message, CancellationToken.None);
            }
        }
    }

    private void Send(ReadOnlySpan<byte> message, CancellationToken cancellation)
    {
        try
        {
            _control?.TrySendBytes(message, Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (IpcException)
        {
            // The worker has exited; that is told elsewhere.
        }
    }
}
