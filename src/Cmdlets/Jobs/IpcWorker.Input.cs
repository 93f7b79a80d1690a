
namespace Ipc.Commands;

/// <summary>What is piped into the worker: it goes there at once, or waits until the worker is started.</summary>
public sealed partial class IpcWorker
{
    private readonly object _inputGate = new();
    private readonly Queue<byte[]> _unsent = new();
    private static long s_lastInput;
    private bool _takesInput;

    /// <summary>Makes the message of one input object.</summary>
    /// <returns>What it refers to, which the worker tells when it has opened it; null for nothing.</returns>
    /// <exception cref="IpcException">It cannot be sent.</exception>
    internal static InFlightHandles? EncodeInput(object? value, FrameWriter into)
    {
        InFlightEncoding encoding = new();
        into.Add(new FrameHeader(FrameKind.Item), value, encoding);
        InFlightHandles? handles = encoding.Take();
        if (handles is not null)
        {
            into.Number(Interlocked.Increment(ref s_lastInput));
        }

        return handles;
    }

    /// <summary>
    /// Sends an input message. After the worker has ended, nobody reads it any more, which is no error.
    /// </summary>
    /// <param name="message">From <see cref="EncodeInput"/>.</param>
    /// <param name="handles">What it refers to, until this worker has opened it.</param>
    /// <param name="cancellation">Ends the wait for room.</param>
    internal void SendInput(ReadOnlySpan<byte> message, InFlightHandles? handles, CancellationToken cancellation)
    {
        lock (_inputGate)
        {
            Hold(message, handles);
            if (IsFinished)
            {
                ReleaseInFlight();
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
        SendInput(message.Written, null, cancellation);
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
