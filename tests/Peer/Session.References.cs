namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private readonly List<IpcObject> _carried = [];

    private void AddReferences()
    {
        // carry <kind> <id> [left|right]: opens what the next message is to refer to
        _commands["carry"] = words => Done(() => _carried.Add(IpcObject.Open(new IpcReference(
            Enum.Parse<IpcKind>(words[0], ignoreCase: true), words[1], 0, (byte)(words is [_, _, "right"] ? 1 : 0)))));

        // send-carried <seconds>, receive-carried <seconds>, peek-carried <seconds>, lease-carried <seconds>, close-carried
        _commands["send-carried"] = words =>
            Channel.TrySend(ReferenceEncoding.Instance, _carried.ToArray(), Seconds(words[0]), CancellationToken.None) ? "Sent" : "TimedOut";
        _commands["receive-carried"] = words => Carry(Channel.TryReceive(
            ReferenceEncoding.Instance, Seconds(words[0]), out object? value, out IpcException? unreadable, CancellationToken.None), value, unreadable);
        _commands["peek-carried"] = words =>
        {
            List<IpcPeeked> peeked = [];
            IpcReceiveResult result = ((IIpcQueue)_object!).TryPeek(
                ReferenceEncoding.Instance, int.MaxValue, Seconds(words[0]), peeked, CancellationToken.None);
            return Carry(result, peeked.SelectMany(one => (IpcObject[]?)one.Value ?? []).ToArray(), peeked.FirstOrDefault().Unreadable);
        };
        _commands["lease-carried"] = words =>
        {
            using IpcQueue queue = IpcQueue.Open(_object!.Id, ReferenceEncoding.Instance);
            IpcReceiveResult result = queue.TryLease(out IpcLease? lease, Seconds(words[0]), Timeout.InfiniteTimeSpan);
            if (lease is not null)
            {
                _leases.Add(lease);
            }

            return Carry(result, lease?.Value, null);
        };
        // put-carried <key>, take-carried <key>: a dictionary; append-carried, pop-carried: a list
        _commands["put-carried"] = words => Done(() => Entries[words[0]] = _carried.ToArray());
        _commands["take-carried"] = words =>
            Entries.TryRemove(words[0], out object? value) ? Carry(IpcReceiveResult.Received, value, null) : "none";
        _commands["append-carried"] = _ => Done(() => Elements.Add(_carried.ToArray()));
        _commands["pop-carried"] = _ => Elements.TryPop(out object? value) ? Carry(IpcReceiveResult.Received, value, null) : "none";
        _commands["box-carried"] = _ => Done(() => ((IpcObjectValue)_object!).Value = _carried.ToArray());
        _commands["box-nothing"] = _ => Done(() => ((IpcObjectValue)_object!).Value = null);
        _commands["close-carried"] = _ => Done(CloseCarried);
    }

    private string Carry(IpcReceiveResult result, object? value, IpcException? unreadable)
    {
        if (unreadable is not null)
        {
            return $"unreadable {unreadable.Error}";
        }

        IpcObject[] received = value as IpcObject[] ?? [];
        _carried.AddRange(received);
        return $"{result} {received.Length}";
    }

    private void CloseCarried()
    {
        _carried.ForEach(one => one.Close());
        _carried.Clear();
    }
}
