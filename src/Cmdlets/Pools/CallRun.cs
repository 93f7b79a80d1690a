using System.Management.Automation;
using Ipc.Messages;

namespace Ipc.Commands;

/// <summary>
/// One call in a worker of a pool: the pipeline in which its blocks run, and what it is sent meanwhile.
/// </summary>
/// <param name="session">In which it runs.</param>
/// <param name="connection">To the pool.</param>
/// <param name="number">Of the call.</param>
internal sealed class CallRun(PoolSession session, PoolConnection connection, int number)
{
    private static readonly CmdletInfo s_items = new("Invoke-IpcPoolItems", typeof(InvokeIpcPoolItemsCommand));

    private readonly ArrivedHandles _arrived = new();
    private PowerShellEncoding _encoding = (PowerShellEncoding)LiveObjects.Encoding;

    /// <summary>Is given an item, encoded.</summary>
    public delegate void ItemHandler(long id, ReadOnlySpan<byte> encoded);

    public PoolSession Session => session;

    public PoolConnection Connection => connection;

    public int Number => number;

    public CallScript Script { get; private set; } = null!;

    public IMessageEncoding Encoding => _encoding;

    /// <summary>Opens what the call and its items refer to, until the call is over.</summary>
    public ArrivedHandles Arrived => _arrived;

    /// <summary>The call that runs in this process; null for none.</summary>
    public static CallRun? Current { get; private set; }

    /// <summary>Held while something is added to what the item that runs has written.</summary>
    public object Adding { get; } = new();

    /// <summary>While an item runs: where what it writes is put together. Null outside.</summary>
    public FrameWriter? Item { get; set; }

    /// <summary>The item that runs, for what it writes meanwhile.</summary>
    public long ItemId { get; set; } = -1;

    /// <summary>Hands on what the block that runs has written to output so far.</summary>
    public Action? FlushOutput { get; set; }

    /// <summary>Why it could not begin, where that is not the error of a script.</summary>
    public ErrorRecord? Failure { get; set; }

    /// <summary>Whether the pool has said that no more items come.</summary>
    public bool HasAllInput { get; private set; }

    /// <summary>Whether the -End block is to run.</summary>
    public bool RunsEnd { get; private set; }

    /// <summary>Runs it. Returns when it is over here.</summary>
    /// <param name="start">The encoded <see cref="CallScript"/>.</param>
    public void Run(ReadOnlySpan<byte> start)
    {
        Current = this;
        ErrorRecord? failure = Attempt(start);
        Current = null;
        if (failure is not null)
        {
            connection.Send(FrameKind.Failed, number, failure);
            while (!HasAllInput)
            {
                Receive(static (_, _) => { }); // What it was given before the pool knew.
            }
        }

        _arrived.Close(); // As the end of a process would, before that is told.
        connection.Send(FrameKind.Ended, number);
    }

    /// <summary>Waits for the pool's next message, and has its items run.</summary>
    /// <exception cref="PipelineStoppedException">The pool has exited, or this worker is to.</exception>
    public void Receive(ItemHandler item)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        if (!connection.Receive(buffer))
        {
            throw new PipelineStoppedException();
        }

        ReadOnlySpan<byte> rest = buffer.Written;
        while (rest.Length > 0)
        {
            Frame frame = Frame.Read(ref rest);
            switch (frame.Header.Kind)
            {
                case FrameKind.Item when frame.Header.Call == number:
                    item(frame.Header.Item, frame.Payload);
                    break;
                case FrameKind.EndInput when frame.Header.Call == number:
                    HasAllInput = true;
                    RunsEnd = (frame.Header.Flags & FrameFlags.RunsEnd) != 0;
                    break;
                case FrameKind.Exit:
                    throw new PipelineStoppedException();
            }
        }
    }

    private ErrorRecord? Attempt(ReadOnlySpan<byte> start)
    {
        try
        {
            Script = CallScript.FromMessage(WorkerScript.Read(start, _arrived.Encoding));
            if (_arrived.TakeProblem(Script.Given) is { } missing)
            {
                throw missing;
            }

            _encoding = new PowerShellEncoding(LiveObjects.Instance, Script.Depth, Script.AllowSecret);
            using CallSettings settings = new(session, Script);
            session.SetLanguage(Script.Language);

            // In a scope of its own, in which -Begin, -End and all items run.
            session.Run(
                Script.Preamble + Script.Carried.Functions + Script.Carried.ImportStatement + ". $args[0] $args[1]",
                isLocal: true,
                Script.Using,
                Write,
                s_items,
                this);
            return Failure;
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (RuntimeException e)
        {
            return e.ErrorRecord;
        }
        catch (IpcException e)
        {
            return ErrorFactory.Create(e, null);
        }
    }

    // An error stays with its item; whoever looks on wants to see all else at once.
    private void Write(StreamKind stream, object? value)
    {
        if (Item is not null && stream == StreamKind.Error)
        {
            FlushOutput?.Invoke();
            AddToItem(stream, value);
        }
        else
        {
            connection.Send(number, ItemId, _encoding, stream, value);
        }
    }

    /// <summary>Adds something to what the item that runs has written.</summary>
    public void AddToItem(StreamKind stream, object? value)
    {
        lock (Adding)
        {
            Item!.AddRecord(connection.Header(FrameKind.Record, number, ItemId, stream), value, _encoding);
        }
    }

    /// <summary>
    /// Adds an item to the call: with the reply of the item that runs, so that it comes once, or, if that dies, not at
    /// all.
    /// </summary>
    /// <exception cref="IpcException">No item runs, or the object cannot be sent.</exception>
    public static void AddItem(object? value)
    {
        if (Current is not { } run)
        {
            throw NoItem();
        }

        lock (run.Adding) // Whatever thread of the block it comes from.
        {
            (run.Item ?? throw NoItem()).Add(
                run.Connection.Header(FrameKind.Record, run.Number, run.ItemId, StreamKind.Added), value, run._encoding);
        }
    }

    private static IpcException NoItem() => new(
        IpcError.NotSupported,
        "No item of Invoke-IpcParallel runs here, so there is no call to add one to. Use Add-IpcItem inside its script block.");
}
