using Ipc.Model;
using Ipc.Platform;
using Ipc.Platform.Linux;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>Pipes that are asked for at a listener; see <see cref="IpcListener"/> for the protocol.</summary>
public sealed partial class IpcPipe
{
    /// <summary>
    /// The process that connected, or accepted, at the far end of a pipe that was asked for at a listener. Null for a
    /// pipe that was not, and for a process of another pid namespace. If the far end was handed on since, it is the
    /// process that had it first.
    /// </summary>
    public int? ProcessId => Connection.ProcessOf(FarEnd);

    /// <summary>The name of the worker that this process is; null if it is none.</summary>
    public string? WorkerName => Connection.WorkerOf(FarEnd);

    internal ConnectionWords Connection => new(Region);

    /// <summary>Asks for a pipe at a listener, and waits until it is accepted, as long as it takes.</summary>
    /// <param name="name">The listener's name or id.</param>
    /// <param name="encoding">How the pipe turns objects into messages; null for bytes only.</param>
    /// <param name="cancellation">Ends the wait; nothing is connected then.</param>
    /// <returns>The end of the pipe whose far end the listener has.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>: nobody listens under that name; <see cref="IpcError.AccessDenied"/>: refused,
    /// with the reason; <see cref="IpcError.Closed"/>: the listener has closed or died before it was accepted.
    /// </exception>
    public static IpcPipe Connect(string name, IMessageEncoding? encoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        using IpcListener listener = FindListener(name, Deadline.Never, cancellation) ?? throw NobodyListens(name);
        return ConnectTo(listener, encoding, Deadline.Never, cancellation)!;
    }

    /// <summary>
    /// Asks for a pipe at a listener, and waits until it is accepted; before that, until somebody listens there.
    /// </summary>
    /// <param name="name">The listener's name or id.</param>
    /// <param name="connection">The end of the pipe whose far end the listener has.</param>
    /// <param name="timeout">
    /// How long to wait for all of it; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="encoding">How the pipe turns objects into messages; null for bytes only.</param>
    /// <param name="cancellation">Ends the wait; nothing is connected then.</param>
    /// <returns>False when the time-out passed.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AccessDenied"/> and <see cref="IpcError.Closed"/> as with <see cref="Connect"/>.
    /// </exception>
    public static bool TryConnect(
        string name, out IpcPipe? connection, TimeSpan timeout, IMessageEncoding? encoding = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        Deadline deadline = Deadline.After(timeout);
        connection = null;
        using IpcListener? listener = AwaitListener(name, deadline, cancellation);
        if (listener is not null)
        {
            connection = ConnectTo(listener, encoding, deadline, cancellation);
        }

        return connection is not null;
    }

    /// <summary>After the state has changed, which was a full barrier: wakes who asked, at the far end.</summary>
    internal void TellDecided() => EventCount.WakeAll(_outgoing.Items);

    /// <summary>Says that nobody listens.</summary>
    internal static IpcException NobodyListens(string name) => new(
        IpcError.NotFound, $"Nobody listens under the name '{name}'. {Advice.For(IpcAdvice.Create, IpcKind.Listener, name)}");

    private static IpcListener? AwaitListener(string name, Deadline deadline, CancellationToken cancellation)
    {
        if (deadline.IsNow)
        {
            return FindListener(name, deadline, cancellation);
        }

        using NameWatch watch = new(RegionFolder.Default.FileOf(name));
        while (true)
        {
            if (FindListener(name, deadline, cancellation) is { } found)
            {
                return found;
            }

            if (deadline.HasPassed)
            {
                return null;
            }

            watch.Wait(deadline.IsNever ? Timeout.InfiniteTimeSpan : deadline.Remaining, cancellation);
        }
    }

    // Null where nobody listens, be it that somebody who asked is still there.
    private static IpcListener? FindListener(string name, Deadline deadline, CancellationToken cancellation)
    {
        IpcListener? listener = null;
        try
        {
            listener = ListenerDescriptor.Instance.Open(name, IpcListener.Asking);
            if (listener.IsListening(deadline, cancellation))
            {
                return listener;
            }
        }
        catch (IpcException e) when (e.Error == IpcError.NotFound)
        {
        }

        listener?.Close();
        return null;
    }

    // Null when the time-out passed.
    private static IpcPipe? ConnectTo(
        IpcListener listener, IMessageEncoding? encoding, Deadline deadline, CancellationToken cancellation)
    {
        (IpcPipe left, IpcPipe right) = Create(listener.BufferSize, encoding: encoding);
        bool connected = false;
        try
        {
            using (left)
            {
                right.Connection.Ask();
                if (!listener.TryAsk(left, deadline, cancellation))
                {
                    return null;
                }
            }

            listener.Close(); // Or it would live on as long as we wait, whoever listens.
            connected = right.AwaitAnswer(listener, deadline, cancellation);
            return connected ? right : null;
        }
        finally
        {
            if (!connected)
            {
                right.Connection.TryWithdraw();
                right.Close();
            }
        }
    }

    // Whoever gives up withdraws first: it is accepted before that, or never.
    private bool AwaitAnswer(IpcListener listener, Deadline deadline, CancellationToken cancellation)
    {
        AnswerAttempt attempt = new(this);
        bool answered = Waiter.Until(Region, _incoming.Items, ref attempt, deadline, cancellation);
        if (Connection.State == ConnectionState.Asked && Connection.TryWithdraw())
        {
            return answered ? throw listener.GoneError() : false;
        }

        return Connection.State switch
        {
            ConnectionState.Accepted => true,
            ConnectionState.Refused => throw RefusedError(listener),
            _ => throw listener.GoneError(), // Whoever had the request has dropped it.
        };
    }

    private IpcException RefusedError(IpcListener listener)
    {
        string reason = Connection.Reason;
        return new IpcException(
            IpcError.AccessDenied,
            $"The {listener.Describe()} has refused the connection{(reason.Length == 0 ? "." : $": {reason}")}");
    }

    private struct AnswerAttempt(IpcPipe pipe) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) =>
            pipe.Connection.State != ConnectionState.Asked || !pipe.IsFarEndOpen;
    }
}
