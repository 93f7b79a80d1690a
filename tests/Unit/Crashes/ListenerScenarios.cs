using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>Somebody who connects from the process of the test, and how that ends.</summary>
internal sealed class Client
{
    private readonly Task<(IpcPipe? Connection, IpcException? Error)> _connects;

    public Client(string name) => _connects = Eventually.Start(() =>
    {
        try
        {
            IpcPipe.TryConnect(name, out IpcPipe? connection, Eventually.Watchdog);
            return (connection, (IpcException?)null);
        }
        catch (IpcException e)
        {
            return (null, e);
        }
    });

    public bool IsWaiting => !_connects.IsCompleted;

    public IpcPipe Connected() => Eventually.Result(_connects).Connection ?? throw new InvalidOperationException(Describe());

    public IpcException Failed() => Eventually.Result(_connects).Error ?? throw new InvalidOperationException(Describe());

    /// <summary>It is connected, and the other side has died or closed.</summary>
    public void IsLeftAlone()
    {
        using IpcPipe connection = Connected();
        Assert.Equal(IpcReceiveResult.Closed, connection.TryReceiveBytes(new ArrayBufferWriter<byte>(), Eventually.Watchdog));
    }

    private string Describe() => _connects.Result.Error?.Message ?? (_connects.Result.Connection is null ? "It timed out." : "It connected.");
}

/// <summary>One of two that listen takes a request, and answers it.</summary>
internal sealed class ListenerAnswer(bool accepts) : CrashScenario
{
    private Client? _client;

    public override string Command => accepts ? "accept 20" : "refuse 20 no";

    private static IpcListener Listener(CrashStage stage) => (IpcListener)stage.Target;

    public override IpcObject Make() => IpcListener.Create();

    public override void Prepare(CrashStage stage)
    {
        _client = new Client(stage.Target.Id);
        Eventually.True(() => Listener(stage).Count == 1, "it is asked for");
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (Listener(stage).TryAccept(out IpcPipe? connection, TimeSpan.Zero))
        {
            Assert.False(stage.Passed(CrashStep.ReceiveTaken), "It was taken twice.");
            using IpcPipe connected = _client!.Connected();
            Assert.Equal(Environment.ProcessId, connected.ProcessId);
            connection!.Close();
        }
        else if (!stage.Passed(CrashStep.ConnectionDecided))
        {
            Assert.True(stage.Passed(CrashStep.ReceiveTaken), "It was lost.");
            Assert.Equal(IpcError.Closed, _client!.Failed().Error);
        }
        else if (accepts)
        {
            _client!.IsLeftAlone();
        }
        else
        {
            Assert.Equal(IpcError.AccessDenied, _client!.Failed().Error);
        }
    }

    // Nobody is told that it is gone for whoever has it in hands and is only paused.
    public override void WhilePaused(CrashStage stage) =>
        Assert.True(_client!.IsWaiting || stage.Passed(CrashStep.ConnectionDecided), "It was told something before it was decided.");

    public override void AfterAll(CrashStage stage, string answer)
    {
        if (!accepts)
        {
            Assert.Equal("Refused", answer);
            Assert.EndsWith(": no", _client!.Failed().Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal($"Accepted {Environment.ProcessId}", answer);
        using IpcPipe connection = _client!.Connected();
        Assert.Equal(stage.Victim.Pid, connection.ProcessId);
        Assert.Equal("Sent", stage.Victim.Ask("say 100 7"));
        Assert.Equal(IpcReceiveResult.Received, connection.TryReceiveBytes(new ArrayBufferWriter<byte>(), stage.Patience));
        Assert.Equal("ok", stage.Victim.Ask("hang-up"));
    }
}

/// <summary>The only one that listens closes the listener, while somebody waits to be accepted.</summary>
internal sealed class ListenerClose : CrashScenario
{
    private readonly string _name = $"listener-{Guid.NewGuid():N}";
    private Client? _client;

    public override string Command => "close";

    public override bool VictimOpens => false;

    public override IpcObject Make() => IpcLock.Create();

    public override void Prepare(CrashStage stage)
    {
        Assert.Equal("ok", stage.Victim.Ask($"listen {_name} 4"));
        _client = new Client(_name);
        Eventually.True(
            () => IpcObjectInfo.List().Any(found => found.Kind == IpcKind.Listener && found.Name == _name && found.Count == 1),
            "it is asked for");
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal(IpcError.Closed, _client!.Failed().Error);
        using IpcListener next = IpcListener.Create(_name);
        Assert.Equal(0, next.Count);
    }

    public override void AfterAll(CrashStage stage, string answer) => AfterDeath(stage);
}

/// <summary>It connects, and is accepted as soon as it has asked.</summary>
internal sealed class Connect : CrashScenario
{
    private volatile bool _stopped;
    private Task<IpcPipe?>? _accepts;
    private string _id = "";

    public override string Command => $"connect {_id} 20";

    public override bool VictimOpens => false;

    public override IpcObject Make()
    {
        IpcListener listener = IpcListener.Create();
        _id = listener.Id;
        return listener;
    }

    public override void Act(CrashStage stage)
    {
        _accepts = Eventually.Start(() =>
        {
            IpcPipe? connection = null;
            while (!_stopped && !((IpcListener)stage.Target).TryAccept(out connection, TimeSpan.FromMilliseconds(50)))
            {
            }

            return connection;
        });
        base.Act(stage);
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.SendPublished))
        {
            _stopped = true; // Else it takes the request first, and sees that nobody is there.
        }

        Eventually.True(() => ((IpcListener)stage.Target).Count == 0, "what was asked for is taken");
        _stopped = true;
        if (Eventually.Result(_accepts!) is not { } connection)
        {
            return;
        }

        using (connection)
        {
            Assert.True(stage.Passed(CrashStep.SendPublished), "Nothing was sent.");
            Assert.Equal(IpcReceiveResult.Closed, connection.TryReceiveBytes(new ArrayBufferWriter<byte>(), stage.Patience));
        }
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal($"Connected {Environment.ProcessId}", answer);
        using IpcPipe connection = Eventually.Result(_accepts!)!;
        Assert.Equal(stage.Victim.Pid, connection.ProcessId);
        Assert.Equal("Sent", stage.Victim.Ask("say 100 7"));
        Assert.Equal(IpcReceiveResult.Received, connection.TryReceiveBytes(new ArrayBufferWriter<byte>(), stage.Patience));
        Assert.Equal("ok", stage.Victim.Ask("hang-up"));
    }
}

/// <summary>It connects, and nobody accepts in time.</summary>
internal sealed class ConnectGivesUp : CrashScenario
{
    private string _id = "";

    public override string Command => $"connect {_id} 0";

    public override bool VictimOpens => false;

    public override IpcObject Make()
    {
        IpcListener listener = IpcListener.Create();
        _id = listener.Id;
        return listener;
    }

    public override void AfterDeath(CrashStage stage) =>
        Assert.False(((IpcListener)stage.Target).TryAccept(out _, TimeSpan.Zero), "A dead one was accepted.");

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("TimedOut", answer);
        Assert.False(((IpcListener)stage.Target).TryAccept(out _, TimeSpan.Zero), "One that gave up was accepted.");
    }
}
