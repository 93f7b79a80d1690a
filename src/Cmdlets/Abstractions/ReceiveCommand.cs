using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The base of the cmdlets that receive. Messages are taken one at a time, each only when the one before it has been
/// written: whatever comes later in the pipeline may stop it at any object (<c>Select-Object -First 3</c>), and a
/// message that was taken and not written would be lost. Taking many under one lock would save little here, since
/// writing an object costs more.
/// </summary>
public abstract partial class ReceiveCommand : IpcCommand
{
    private protected const string OneSet = "One";
    private const string CountSet = "Count";
    private const string NoWaitSet = "NoWait";
    private const string AllSet = "All";
    private const string WaitSet = "Wait";

    /// <summary>How many messages to receive; waits until that many have come. One, if not given.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = NoWaitSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Takes the messages that are there, all of them, and no more. Never waits; none is no error.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <summary>Goes on receiving until nothing more can come and everything has been received.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WaitSet)]
    public SwitchParameter Wait { get; set; }

    /// <summary>Does not wait: if there is no message now, the error is IpcEmpty, as with -Timeout 0.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoWaitSet)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>
    /// How long to wait for the next message: seconds, fractions allowed, or a TimeSpan. With -Count and -Wait it
    /// counts anew for each message. Without it as long as it takes. What had come before it passed has been written.
    /// </summary>
    [Parameter(ParameterSetName = OneSet)]
    [Parameter(ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = WaitSet)]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    /// <summary>If nothing comes in time, writes nothing and no error either.</summary>
    [Parameter(ParameterSetName = OneSet)]
    [Parameter(ParameterSetName = CountSet)]
    [Parameter(ParameterSetName = NoWaitSet)]
    [Parameter(ParameterSetName = WaitSet)]
    public SwitchParameter Quiet { get; set; }

    private protected TimeSpan Patience =>
        All || NoWait ? TimeSpan.Zero : Timeout ?? System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Where to receive; opens it by name if need be.</summary>
    private protected abstract IIpcChannel Resolve();

    private protected override bool EndsAtFirstFailure => true;

    private protected override void ProcessRecordCore()
    {
        IIpcChannel channel = Resolve();
        TimeSpan timeout = Patience;
        long wanted = All || Wait ? long.MaxValue : Count;
        if (MostAtOnce > 0)
        {
            ReceiveBatches(channel, timeout, IsOneBatch ? MostAtOnce : wanted);
            return;
        }

        for (long received = 0; received < wanted; received++)
        {
            StopToken.ThrowIfCancellationRequested();
            IpcReceiveResult result = Take(channel, timeout, out object? value, out IpcException? unreadable);
            if (result != IpcReceiveResult.Received)
            {
                if (WhyNot(channel, result, received) is { } reason)
                {
                    throw reason;
                }

                return;
            }

            if (All && received == 0)
            {
                wanted = 1L + channel.Count; // What is there: a sender that goes on sending must not keep us here.
            }

            if (unreadable is null)
            {
                Write(value);
            }
            else if (wanted == 1)
            {
                throw unreadable;
            }
            else
            {
                WriteError(ErrorFactory.Create(unreadable, Target)); // One of several.
            }
        }
    }

    /// <summary>Writes one that was received.</summary>
    private protected virtual void Write(object? value) => WriteObject(value, enumerateCollection: false);

    /// <summary>
    /// Takes one message. One that cannot be read, such as one with an object that is gone, must not end the others.
    /// </summary>
    private protected virtual IpcReceiveResult Take(
        IIpcChannel channel, TimeSpan timeout, out object? value, out IpcException? unreadable) =>
        channel.TryReceive(channel.GetEncoding() ?? LiveObjects.Encoding, timeout, out value, out unreadable, StopToken);

    // Null where that is what was asked for.
    private protected IpcException? WhyNot(IIpcChannel channel, IpcReceiveResult result, long received)
    {
        string soFar = Count > 1 ? $" {received} of {Count} have been received." : "";
        if (result == IpcReceiveResult.Closed)
        {
            IpcException closed = channel.ClosedError();
            return closed.Error == IpcError.Closed && (All || Wait) ? null : closed;
        }

        if (All || Quiet)
        {
            return null;
        }

        return NoWait || Timeout == TimeSpan.Zero
            ? new IpcException(IpcError.Empty, $"The {channel.Describe()} is empty.{soFar} Leave "
                + $"{(NoWait ? "-NoWait" : "-Timeout 0")} out to wait for a message.")
            : TimedOut($"Nothing came from the {channel.Describe()} within {Timeout!.Value.TotalSeconds} s.{soFar} "
                + "Wait longer, or use -Quiet if that is no error.");
    }
}
