using Ipc.Sync;

namespace Ipc.Commands;

/// <summary>Objects of the pipeline that are collected, and sent several at a time.</summary>
public abstract partial class SendCommand
{
    private readonly List<object?> _batch = [];

    /// <summary>How many are sent at once.</summary>
    private protected virtual int MostAtOnce => 1;

    private protected override void EndProcessingCore()
    {
        if (_channel is { } channel)
        {
            SendBatch(channel);
        }
    }

    private void Collect(IIpcChannel channel)
    {
        _batch.Add(InputObject);
        if (_batch.Count >= MostAtOnce)
        {
            SendBatch(channel);
        }
    }

    private void SendBatch(IIpcChannel channel)
    {
        Deadline deadline = Deadline.After(Patience);
        while (_batch.Count > 0)
        {
            StopToken.ThrowIfCancellationRequested();
            int sent;
            try
            {
                sent = channel.TrySendMany(_encoding!, _batch, deadline.Remaining, StopToken);
            }
            catch (IpcException e)
            {
                if (!IsOfItem(e, channel, _batch[0]))
                {
                    throw new IpcException(e.Error, $"{e.Message} {NotSent()}", e);
                }

                object? item = _batch[0];
                _batch.RemoveAt(0);
                FailOne(e, item, among: 1); // The others go on.
                continue;
            }

            if (sent == 0)
            {
                ReportFull(channel);
                return;
            }

            Report(sent);
        }
    }

    // Taken out before it is written: whatever comes later in the pipeline may end it here.
    private void Report(int sent)
    {
        object?[] done = [.. _batch.Take(sent)];
        _batch.RemoveRange(0, sent);
        foreach (object? one in done)
        {
            if (Quiet)
            {
                WriteObject(true);
            }
            else if (PassThru)
            {
                WriteObject(one);
            }
        }
    }

    private void ReportFull(IIpcChannel channel)
    {
        string notSent = NotSent();
        int count = _batch.Count;
        _batch.Clear();
        if (!Quiet)
        {
            throw new IpcException(
                Timeout == TimeSpan.Zero ? IpcError.Full : IpcError.Timeout,
                $"The {channel.Describe()} stayed full for {PatienceText}. {notSent} Receive from it, or wait longer.");
        }

        for (; count > 0; count--)
        {
            WriteObject(false);
        }
    }

    private string NotSent() => _batch.Count == 1
        ? "One object that was collected was not sent."
        : $"{_batch.Count} objects that were collected were not sent.";
}
