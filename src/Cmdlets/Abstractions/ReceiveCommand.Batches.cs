namespace Ipc.Commands;

/// <summary>Messages that are received several at a time, and written as one array: none is taken that is not written.</summary>
public abstract partial class ReceiveCommand
{
    /// <summary>How many are written as one array at the most; 0 for each by itself.</summary>
    private protected virtual int MostAtOnce => 0;

    // Where no number was given, one array of those that are there.
    private bool IsOneBatch => !All && !Wait && !MyInvocation.BoundParameters.ContainsKey(nameof(Count));

    /// <summary>Receives several. What was lost is told and passed over.</summary>
    private protected virtual IpcReceiveResult TakeMany(
        IIpcChannel channel, int most, TimeSpan timeout, List<object?> values, List<IpcException> unreadable) =>
        channel.TryReceiveMany(channel.GetEncoding() ?? LiveObjects.Encoding, most, timeout, values, unreadable, StopToken);

    private void ReceiveBatches(IIpcChannel channel, TimeSpan timeout, long wanted)
    {
        for (long received = 0; received < wanted;)
        {
            StopToken.ThrowIfCancellationRequested();
            List<object?> values = [];
            List<IpcException> unreadable = [];
            if (All && received == 0)
            {
                wanted = Math.Max(1, channel.Count); // What is there: a sender that goes on must not keep us here.
            }

            int most = (int)Math.Min(MostAtOnce, wanted - received);
            IpcReceiveResult result = TakeMany(channel, most, timeout, values, unreadable);
            if (result != IpcReceiveResult.Received)
            {
                if (WhyNot(channel, result, received) is { } reason)
                {
                    throw reason;
                }

                return;
            }

            IpcException? lost = Fill(channel, most, values, unreadable);
            received += values.Count + unreadable.Count;
            if (values.Count > 0)
            {
                WriteObject(values.ToArray(), enumerateCollection: false);
            }

            unreadable.ForEach(failure => WriteError(ErrorFactory.Create(failure, Target)));
            if (lost is not null)
            {
                WriteError(ErrorFactory.Create(lost, Target));
            }

            if (IsOneBatch)
            {
                return;
            }
        }
    }

    // What comes by itself, such as a loan, stands in the array with others all the same.
    // Returns what is told once only: that messages had to make room.
    private static IpcException? Fill(IIpcChannel channel, int most, List<object?> values, List<IpcException> unreadable)
    {
        IMessageEncoding encoding = channel.GetEncoding() ?? LiveObjects.Encoding;
        while (values.Count + unreadable.Count < most)
        {
            try
            {
                if (channel.TryReceiveMany(
                    encoding, most - values.Count - unreadable.Count, TimeSpan.Zero, values, unreadable, CancellationToken.None) != IpcReceiveResult.Received)
                {
                    return null;
                }
            }
            catch (IpcException e)
            {
                return e.Error == IpcError.Full ? e : null; // Those who came are written first; all else the next attempt meets again.
            }
        }

        return null;
    }
}
