using System.Buffers.Binary;
using System.Management.Automation;
using Ipc.Messages;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <content>What the worker sends to its parent and hears from it.</content>
public sealed partial class WorkerProcess
{
    private void Write(StreamKind stream, object? value) =>
        _connection.Send(Header(FrameKind.Record) with { Stream = stream }, value, _encoding, _stopped.Token);

    private void SendReady()
    {
        ProcessIdentity itself = ProcessIdentity.Current;
        Span<byte> payload = stackalloc byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(payload, itself.Pid);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[4..], itself.StartTime);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[12..], itself.PidNamespace);
        _connection.Send(Header(FrameKind.Ready), payload, _stopped.Token);
    }

    // Stopped or not: how it ended must be told.
    private void SendEnding(WorkerEnding ending) =>
        _connection.Send(Header(FrameKind.Ended), ending.ToMessage(), _encoding, CancellationToken.None);

    private FrameHeader Header(FrameKind kind) => new(kind, _connection.Number);

    private void ObeyParent(PowerShell shell)
    {
        try
        {
            while (true)
            {
                using MessageBuffer buffer = MessageBuffer.Rent();
                if (!_connection.Receive(buffer, CancellationToken.None))
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
        try
        {
            while (message.Length > 0)
            {
                Obey(Frame.Read(ref message), shell);
            }
        }
        catch (IpcException e)
        {
            // An input that cannot be read here, or a damaged message.
            Write(StreamKind.Error, ErrorFactory.Create(e, _script.Name));
        }
    }

    private void Obey(Frame frame, PowerShell shell)
    {
        switch (frame.Header.Kind)
        {
            case FrameKind.Item:
                TakeInput(frame);

                break;
            case FrameKind.EndInput:
                _input.Complete();
                break;
            case FrameKind.Stop:
                Stop(shell, frame.Header.Flags.HasFlag(FrameFlags.KeepsChildren));
                break;
        }
    }

    private void TakeInput(Frame frame)
    {
        try
        {
            object? value = _arrived.Encoding.Decode(frame.Payload);
            if (_arrived.TakeProblem([("$input", value)]) is { } missing)
            {
                throw missing;
            }

            if (_input.IsOpen)
            {
                _input.Add(value);
            }
        }
        finally
        {
            if (frame.Header.Item >= 0)
            {
                _connection.Send(Header(FrameKind.Arrived) with { Item = frame.Header.Item }, [], CancellationToken.None);
            }
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
