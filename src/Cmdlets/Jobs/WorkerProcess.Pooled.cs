using System.Buffers.Binary;
using System.Collections;
using System.Management.Automation.Runspaces;
using Ipc.Messages;

namespace Ipc.Commands;

/// <content>A job on a worker of a pool: what a worker process does, in a process that goes on afterwards.</content>
public sealed partial class WorkerProcess
{
    private SpareSession? _spare;

    /// <summary>Runs one job. Returns when it has ended, with its exit code.</summary>
    /// <param name="channel">To the job.</param>
    /// <param name="session">In which it runs; ends with it.</param>
    /// <param name="prepare">Changes the start message, so that it has what the pool gives to all.</param>
    internal static int RunPooled(string channel, SpareSession session, Action<Hashtable> prepare)
    {
        WorkerChannel parsed = WorkerChannel.Parse(channel);
        Runspace before = Runspace.DefaultRunspace;
        EnvironmentBaseline environment = new();
        ArrivedHandles arrived = new();
        try
        {
            using IpcPipe control = IpcPipe.Open(parsed.Pipe, IpcPipeEnd.Right, LiveObjects.Encoding);
            using MessageBuffer buffer = MessageBuffer.Rent();
            if (control.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan) != IpcReceiveResult.Received)
            {
                return 0;
            }

            Hashtable fields = WorkerScript.Fields(buffer.Written, arrived);
            prepare(fields);
            WorkerScript script = WorkerScript.FromMessage(fields);
            return new WorkerProcess(parsed, control, script, arrived) { _spare = session }.RunToExit();
        }
        catch (IpcException e) when (e.Error is IpcError.NotFound or IpcError.Closed)
        {
            return 0; // The job was removed.
        }
        finally
        {
            Runspace.DefaultRunspace = before;
            environment.Restore();
            arrived.Close();
        }
    }

    private int RunToExit()
    {
        _spare!.Shown = Show;
        int exitCode = Run();
        _arrived.Close(); // As the end of a process would, before that is told.
        _connection.Close(); // Before the parent closes its end, which would mean that the job was removed.
        Span<byte> code = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(code, exitCode);
        _connection.Send(Header(FrameKind.Exited), code, CancellationToken.None);
        return exitCode;
    }
}
