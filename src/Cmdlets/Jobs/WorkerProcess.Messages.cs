using System.Buffers.Binary;
using System.Management.Automation;
using Ipc.Messages;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <content>What the worker sends to its parent and hears from it.</content>
public sealed partial class WorkerProcess
{
    // Each record goes off on the thread that wrote it, so the order between streams is kept.
    private void Forward<T>(PSDataCollection<T> stream, WorkerMessage kind) => stream.DataAdded += (sender, _) =>
    {
        foreach (T record in ((PSDataCollection<T>)sender!).ReadAll())
        {
            SendValue(kind, record);
        }
    };

    private void SendValue(WorkerMessage kind, object? value)
    {
        using MessageBuffer buffer = Begin(kind);
        try
        {
            _encoding.Encode(value, buffer);
        }
        catch (IpcException e) when (kind != WorkerMessage.Error)
        {
            SendValue(WorkerMessage.Error, ErrorFactory.Create(e, value?.ToString()));
            return;
        }

        Send(buffer, kind);
    }

    private void SendStarted()
    {
        ProcessIdentity itself = ProcessIdentity.Current;
        Span<byte> payload = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(payload, itself.Pid);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[4..], itself.StartTime);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[12..], itself.PidNamespace);
        Send(WorkerMessage.Started, payload);
    }

    private void Send(WorkerMessage kind, ReadOnlySpan<byte> payload)
    {
        using MessageBuffer buffer = Begin(kind);
        payload.CopyTo(buffer.GetSpan(payload.Length));
        buffer.Advance(payload.Length);
        Send(buffer, kind);
    }

    // In place of what finds no memory goes the error that says so: nothing is lost without a word.
    private void Send(MessageBuffer message, WorkerMessage kind)
    {
        CancellationToken stopped = kind == WorkerMessage.Ended ? CancellationToken.None : _stopped.Token;
        if (_results.TrySend(message.Written, ResultPost.Patience, stopped) is not IpcException problem)
        {
            return;
        }

        ErrorRecord error = ErrorFactory.Create(problem, _script.Name);
        using MessageBuffer instead = Begin(kind == WorkerMessage.Ended ? kind : WorkerMessage.Error);
        _encoding.Encode(kind == WorkerMessage.Ended ? new WorkerEnding(JobState.Failed, 1, error).ToMessage() : error, instead);
        _results.TrySend(instead.Written, Timeout.InfiniteTimeSpan, stopped);
    }

    private MessageBuffer Begin(WorkerMessage kind)
    {
        MessageBuffer buffer = MessageBuffer.Rent();
        Span<byte> header = buffer.GetSpan(5);
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], _channel.Number);
        buffer.Advance(5);
        return buffer;
    }

    private void ObeyParent(PowerShell shell)
    {
        try
        {
            while (true)
            {
                using MessageBuffer buffer = MessageBuffer.Rent();
                if (_control.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan) != IpcReceiveResult.Received)
                {
                    break;
                }

                Obey(buffer.Written, shell);
            }
        }
        catch (IpcException)
        {
            return; // This process is closing its handles: it ends by itself.
        }

        // The far end is closed. With the parent alive, the job was removed: either way nobody waits for us.
        EndWithParent();
    }

    private void Obey(ReadOnlySpan<byte> message, PowerShell shell)
    {
        switch ((WorkerMessage)message[0])
        {
            case WorkerMessage.Input:
                TakeInput(message[1..]);
                break;
            case WorkerMessage.InputEnd:
                _input.Complete();
                break;
            case WorkerMessage.Stop:
                Stop(shell, keepChildren: message.Length > 1 && message[1] != 0);
                break;
        }
    }

    private void TakeInput(ReadOnlySpan<byte> message)
    {
        try
        {
            object? value = LiveObjects.Encoding.Decode(message);
            if (_input.IsOpen)
            {
                _input.Add(value);
            }
        }
        catch (IpcException e)
        {
            SendValue(WorkerMessage.Error, ErrorFactory.Create(e, _script.Name));
        }
    }

    private void Stop(PowerShell shell, bool keepChildren)
    {
        lock (_stopGate)
        {
            _isStopping = true;
            _keepsChildren = keepChildren;
            if (_hasEnded)
            {
                return;
            }

            _stopped.Cancel(); // What waits for memory.

            // Not waited for: a script that takes its time in finally must not keep us from hearing of more.
            shell.BeginStop(null, null);
        }
    }
}
