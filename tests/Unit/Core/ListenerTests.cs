using Ipc.Primitives;
using System.Buffers;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class ListenerTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void Each_that_connects_has_a_pipe_of_its_own()
    {
        using IpcListener listener = IpcListener.Create();
        using PeerProcess one = PeerProcess.Start();
        using PeerProcess other = PeerProcess.Start();
        one.Tell($"connect {listener.Id} 20");
        other.Tell($"connect {listener.Id} 20");
        Dictionary<int, IpcPipe> accepted = [];
        for (int i = 0; i < 2; i++)
        {
            IpcPipe connection = listener.Accept(s_long.TotalSeconds);
            accepted.Add(connection.ProcessId!.Value, connection);
        }

        one.Expect($"Connected {Environment.ProcessId}");
        other.Expect($"Connected {Environment.ProcessId}");
        Assert.Equal("Sent", one.Ask("say 10 1"));
        Assert.Equal("Sent", other.Ask("say 10 2"));
        Assert.Equal((1, 2), (Receive(accepted[one.Pid]), Receive(accepted[other.Pid])));
        Assert.True(accepted[one.Pid].TrySendBytes(BitConverter.GetBytes(7), s_long));
        Assert.Equal("Received 7 4", one.Ask("hear 20"));
        one.Kill();
        Assert.Equal(IpcReceiveResult.Closed, accepted[one.Pid].TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long));
        Assert.True(accepted[other.Pid].IsFarEndOpen);
        foreach (IpcPipe connection in accepted.Values)
        {
            connection.Close();
        }
    }

    [Fact]
    public void Not_there_refused_and_gone_are_told_apart()
    {
        string name = $"apart-{Guid.NewGuid():N}";
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcPipe.Connect(name)));
        Assert.False(IpcPipe.TryConnect(name, out _, TimeSpan.FromMilliseconds(20)));
        using PeerProcess peer = PeerProcess.Start();
        Assert.Equal("ok", peer.Ask($"listen {name} 4"));
        Assert.False(IpcPipe.TryConnect(name, out _, TimeSpan.FromMilliseconds(20)));
        peer.Tell("refuse 20 busy");
        IpcException refused = Assert.Throws<IpcException>(() => IpcPipe.Connect(name));
        peer.Expect("Refused");
        Assert.Equal(IpcError.AccessDenied, refused.Error);
        Assert.EndsWith(": busy", refused.Message, StringComparison.Ordinal);

        Task<IpcError?> gone = Eventually.Start(() => Eventually.ErrorOf(() => IpcPipe.Connect(name)));
        AwaitCount(name, 1);
        peer.Kill();
        Assert.Equal(IpcError.Closed, Eventually.Result(gone));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcPipe.Connect(name)));
    }

    [Fact]
    public void Who_has_time_waits_until_somebody_listens()
    {
        string name = $"late-{Guid.NewGuid():N}";
        using PeerProcess peer = PeerProcess.Start();
        peer.Tell($"connect {name} 20");
        Thread.Sleep(50); // So that it most likely waits by now; either way it must connect.
        using IpcListener listener = IpcListener.Create(name);
        using IpcPipe connection = listener.Accept(s_long.TotalSeconds);
        peer.Expect($"Connected {Environment.ProcessId}");
    }

    [Fact]
    public void Waiting_for_a_listener_ends_when_it_is_cancelled()
    {
        using CancellationTokenSource stop = new();
        Task<bool> waits = Eventually.Start(() =>
        {
            try
            {
                IpcPipe.TryConnect($"never-{Guid.NewGuid():N}", out _, Timeout.InfiniteTimeSpan, null, stop.Token);
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        });
        stop.Cancel();
        Assert.True(Eventually.Result(waits));
    }

    [Fact]
    public void Who_gave_up_or_died_is_not_accepted()
    {
        using IpcListener listener = IpcListener.Create();
        using PeerProcess peer = PeerProcess.Start();
        using PeerProcess other = PeerProcess.Start();
        Assert.Equal("TimedOut", peer.Ask($"connect {listener.Id} 0.01"));
        peer.Tell($"connect {listener.Id} 20");
        Eventually.True(() => listener.Count == 2, "the second has asked");
        other.Tell($"connect {listener.Id} 20");
        Eventually.True(() => listener.Count == 3, "the third has asked");
        peer.Kill();
        using IpcPipe connection = listener.Accept(s_long.TotalSeconds);
        Assert.Equal(other.Pid, connection.ProcessId);
        other.Expect($"Connected {Environment.ProcessId}");
        Assert.False(listener.TryAccept(out _, TimeSpan.Zero));
    }

    [Fact]
    public void A_full_backlog_is_waited_for_and_no_longer_than_told()
    {
        using IpcListener listener = IpcListener.Create(backlog: 1);
        using PeerProcess one = PeerProcess.Start();
        using PeerProcess other = PeerProcess.Start();
        one.Tell($"connect {listener.Id} 20");
        Eventually.True(() => listener.Count == 1, "the first has asked");
        Assert.Equal("TimedOut", other.Ask($"connect {listener.Id} 0.01"));
        Assert.Equal(1, listener.Count);
        other.TellAndSleep($"connect {listener.Id} 20", Words.SpaceOf(listener));
        using IpcPipe first = listener.Accept(s_long.TotalSeconds);
        Assert.Equal(one.Pid, first.ProcessId);
        using IpcPipe second = listener.Accept(s_long.TotalSeconds);
        Assert.Equal(other.Pid, second.ProcessId);
    }

    // It takes part in the listener, and would keep it, and its name, if that were enough.
    [Fact]
    public void One_that_is_paused_while_it_asks_keeps_nobody_waiting()
    {
        string name = $"paused-{Guid.NewGuid():N}";
        using PeerProcess listens = PeerProcess.Start();
        using PeerProcess paused = PeerProcess.Start();
        Assert.Equal("ok", listens.Ask($"listen {name} 1"));
        Task<IpcError?> waits = Eventually.Start(() => Eventually.ErrorOf(() => IpcPipe.Connect(name)));
        AwaitCount(name, 1);
        using (IpcListener look = IpcListener.Open(name))
        {
            paused.TellAndSleep($"connect {name} 20", Words.SpaceOf(look));
        }

        paused.Pause();
        listens.Kill();
        Assert.Equal(IpcError.Closed, Eventually.Result(waits));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcPipe.Connect(name)));
        using IpcListener next = IpcListener.Create(name);
        paused.Continue();
        paused.Expect("error Closed");
    }

    [Fact]
    public void Several_listen_and_each_request_is_taken_once()
    {
        const int Count = 20;
        using IpcListener listener = IpcListener.Create();
        using PeerProcess other = PeerProcess.Opening(listener);
        Task<IpcPipe>[] clients = [.. Enumerable.Range(0, Count).Select(_ => Eventually.Start(() => IpcPipe.Connect(listener.Id)))];
        other.Tell("accept 20");
        other.Expect($"Accepted {Environment.ProcessId}");
        List<IpcPipe> accepted = [.. Enumerable.Range(1, Count - 1).Select(_ => listener.Accept(s_long.TotalSeconds))];
        IpcPipe[] connections = [.. clients.Select(Eventually.Result)];
        Assert.Equal(1, connections.Count(connection => connection.ProcessId == other.Pid));
        Assert.Equal(Count, connections.Select(connection => connection.Id).Distinct().Count());
        Assert.False(listener.TryAccept(out _, TimeSpan.Zero));
        accepted.ForEach(connection => connection.Close());
        Array.ForEach(connections, connection => connection.Close());
    }

    [Fact]
    public async Task It_is_awaited_and_waited_for_along_with_others()
    {
        using IpcListener listener = IpcListener.Create();
        using IpcQueue queue = IpcQueue.Create();
        Task<IpcPipe> accepts = listener.AcceptAsync();
        using IpcPipe connection = IpcPipe.Connect(listener.Id);
        using IpcPipe far = await accepts.WaitAsync(s_long);
        Assert.Equal(connection.Id, far.Id);

        Task<IpcPipe> second = Eventually.Start(() => IpcPipe.Connect(listener.Id));
        IpcReady? ready = IpcWait.TakeAny([queue, listener], s_long);
        using IpcPipe taken = (IpcPipe)ready!.Value!;
        using IpcPipe other = Eventually.Result(second);
        Assert.Equal((1, other.Id), (ready.Index, taken.Id));
    }

    [Fact]
    public void A_request_that_nobody_answers_closes_the_connection()
    {
        using IpcListener listener = IpcListener.Create();
        Task<IpcError?> client = Eventually.Start(() => Eventually.ErrorOf(() => IpcPipe.Connect(listener.Id)));
        Assert.True(listener.TryReceiveRequest(out IpcConnectionRequest? request, s_long));
        Assert.Equal(Environment.ProcessId, request!.ProcessId);
        request.Dispose();
        Assert.Equal(IpcError.Closed, Eventually.Result(client));
        Assert.False(request.TryAccept(out _));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => request.Accept()));
    }

    [Fact]
    public void A_name_that_is_listened_on_is_taken_and_is_no_pipe()
    {
        string name = $"taken-{Guid.NewGuid():N}";
        using IpcListener listener = IpcListener.Create(name);
        Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcListener.Create(name)));
        Assert.Equal(IpcError.KindMismatch, Eventually.ErrorOf(() => IpcPipe.Open(name, IpcPipeEnd.Right)));
        using IpcListener along = IpcListener.CreateOrOpen(name);
        listener.Close();
        Task<IpcPipe> client = Eventually.Start(() => IpcPipe.Connect(name));
        using IpcPipe accepted = along.Accept(s_long.TotalSeconds);
        using IpcPipe connection = Eventually.Result(client);
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => IpcListener.CreateOrOpen(name, backlog: 3)));
        using IpcLock other = IpcLock.Create($"lock-{Guid.NewGuid():N}");
        Assert.Equal(IpcError.KindMismatch, Eventually.ErrorOf(() => IpcPipe.Connect(other.Name!)));
    }

    private static void AwaitCount(string name, int count) => Eventually.True(
        () => IpcObjectInfo.List().Any(found => found.Name == name && found.Count == count), "it is asked for");

    private static int Receive(IpcPipe connection)
    {
        ArrayBufferWriter<byte> buffer = new();
        Assert.Equal(IpcReceiveResult.Received, connection.TryReceiveBytes(buffer, s_long));
        return BitConverter.ToInt32(buffer.WrittenSpan);
    }

    // Where nobody listens any more nobody begins to: who waits for that could not be woken.
    [Fact]
    public void Nobody_begins_to_listen_where_only_somebody_asks_still()
    {
        string name = $"defunct-{Guid.NewGuid():N}";
        IpcListener first = IpcListener.Create(name);
        using IpcListener asking = ListenerDescriptor.Instance.Open(name, IpcListener.Asking);
        first.Close();
        Assert.False(asking.IsListening(Sync.Deadline.Now, CancellationToken.None));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcListener.Open(name)));
        using IpcListener second = IpcListener.CreateOrOpen(name);
        Assert.True(asking.IsRemoved);
        Task<IpcPipe> connecting = Eventually.Start(() => IpcPipe.Connect(name));
        using IpcPipe accepted = second.Accept(s_long.TotalSeconds);
        using IpcPipe connected = Eventually.Result(connecting);
        Assert.True(connected.IsFarEndOpen);
    }

    [Fact]
    public void A_request_that_is_dropped_is_told_as_gone_and_cannot_be_accepted_any_more()
    {
        using IpcListener listener = IpcListener.Create();
        Task<IpcPipe> connecting = Eventually.Start(() => IpcPipe.Connect(listener.Id));
        Assert.True(listener.TryReceiveRequest(out IpcConnectionRequest? request, s_long));
        request!.Dispose();
        Assert.False(request.TryAccept(out _));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => Eventually.Result(connecting)));
    }
}
