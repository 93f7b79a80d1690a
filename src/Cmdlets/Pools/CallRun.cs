using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>One call in a worker of a pool: the pipeline in which its blocks run.</summary>
internal sealed class CallRun(PoolSession session, PoolPost post)
{
    private static readonly CmdletInfo s_items = new("Invoke-IpcPoolItems", typeof(InvokeIpcPoolItemsCommand));

    private PowerShellEncoding _encoding = null!;

    public PoolSession Session => session;

    public PoolPost Post => post;

    public int Call { get; private set; }

    public CallScript Script { get; private set; } = null!;

    public IMessageEncoding Encoding => _encoding;

    /// <summary>While an item runs: where what it writes is put together. Null outside.</summary>
    public PoolWriter? Item { get; set; }

    /// <summary>The item that runs, for what it writes meanwhile.</summary>
    public long ItemId { get; set; } = -1;

    /// <summary>Hands on what the block that runs has written to output so far.</summary>
    public Action? FlushOutput { get; set; }

    /// <summary>Whether the pool has said that no more items come.</summary>
    public bool IsTold { get; set; }

    /// <summary>Runs the call that the message just received begins. Returns when it is over here.</summary>
    public void Run(CancellationToken cancellation)
    {
        Call = post.Call;
        _encoding = (PowerShellEncoding)LiveObjects.Encoding;
        ErrorRecord? failure = Attempt();
        if (failure is not null)
        {
            post.Send(PoolMessage.CallFailed, Call, LiveObjects.Encoding, failure);
            while (!IsTold)
            {
                PoolMessage kind = post.Receive(cancellation); // What it was given before the pool knew.
                IsTold = kind == PoolMessage.Leave || (kind == PoolMessage.EndCall && post.Call == Call);
            }
        }

        post.Send(PoolMessage.CallEnded, Call, LiveObjects.Encoding);
    }

    private ErrorRecord? Attempt()
    {
        try
        {
            Script = CallScript.FromMessage(LiveObjects.Encoding.Decode(post.Payload[4..]));
            _encoding = new PowerShellEncoding(LiveObjects.Instance, Script.Depth, Script.AllowSecret);
            session.SetLocation(Script.Location);

            // In a scope of its own, in which -Begin, -End and all items run.
            session.Run(
                Script.Preamble + Script.Carried.Functions + Script.Carried.ImportStatement + ". $args[0] $args[1]",
                isLocal: true,
                Script.Using,
                Send,
                s_items,
                this);
            return null;
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
    private void Send(WorkerMessage stream, object? value)
    {
        if (Item is not null && stream == WorkerMessage.Error)
        {
            FlushOutput?.Invoke();
            PoolPost.Append(Item, _encoding, stream, value);
        }
        else
        {
            post.SendRecord(Call, ItemId, _encoding, stream, value);
        }
    }
}
