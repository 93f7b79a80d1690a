namespace Ipc.Commands;

/// <summary>Messages that are received several at a time, and written as one array: none is taken that is not written.</summary>
public abstract partial class ReceiveCommand
{
    /// <summary>How many are written as one array at the most; 0 for each by itself.</summary>
    private protected virtual int MostAtOnce => 0;

    private void ReceiveBatches(IIpcChannel channel, TimeSpan timeout, long wanted)
    {
        IMessageEncoding encoding = channel.Encoding ?? LiveObjects.Encoding;
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
            IpcReceiveResult result = channel.TryReceiveMany(encoding, most, timeout, values, unreadable, StopToken);
            if (result != IpcReceiveResult.Received)
            {
                if (WhyNot(channel, result, received) is { } reason)
                {
                    throw reason;
                }

                return;
            }

            Fill(channel, encoding, most, values, unreadable);
            received += values.Count + unreadable.Count;
            if (values.Count > 0)
            {
                WriteObject(values.ToArray(), enumerateCollection: false);
            }

            unreadable.ForEach(failure => WriteError(ErrorFactory.Create(failure, Target)));
            if (!All && !Wait && ParameterSetName != CountSet)
            {
                return; // One array was asked for.
            }
        }
    }

    // What comes by itself, such as a loan, stands in the array with others all the same.
    private static void Fill(
        IIpcChannel channel, IMessageEncoding encoding, int most, List<object?> values, List<IpcException> unreadable)
    {
        while (values.Count + unreadable.Count < most)
        {
            try
            {
                if (channel.TryReceiveMany(
                    encoding, most - values.Count - unreadable.Count, TimeSpan.Zero, values, unreadable, CancellationToken.None) != IpcReceiveResult.Received)
                {
                    return;
                }
            }
            catch (IpcException)
            {
                return; // Those who came are written first; the next attempt fails again, and says why.
            }
        }
    }
}
