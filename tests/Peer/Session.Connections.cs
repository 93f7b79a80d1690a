namespace Ipc.Tests.Peer;

/// <summary>Listeners, and who connects.</summary>
internal sealed partial class Session
{
    private IpcPipe? _connection;

    private void AddConnections()
    {
        // listen <name> <backlog>
        _commands["listen"] = words => Done(() => _object = IpcListener.Create(words[0], Int(words[1]), s_bytes));

        // connect <name> <seconds>: says who accepted
        _commands["connect"] = words => IpcPipe.TryConnect(words[0], out _connection, Seconds(words[1]), s_bytes)
            ? $"Connected {_connection!.ProcessId}"
            : "TimedOut";

        // accept <seconds>: says who connected
        _commands["accept"] = words => ((IpcListener)_object!).TryAccept(out _connection, Seconds(words[0]))
            ? $"Accepted {_connection!.ProcessId}"
            : "TimedOut";

        // refuse <seconds> <reason>
        _commands["refuse"] = words => Refuse(Seconds(words[0]), words[1]);

        // say <size> <number>, hear <seconds>, hang-up: at the connection
        _commands["say"] = words =>
            _connection!.TrySendBytes(Message(Int(words[0]), Int(words[1])), TimeSpan.Zero) ? "Sent" : "TimedOut";
        _commands["hear"] = words => Receive(_connection!, Seconds(words[0]));
        _commands["hang-up"] = _ => Done(() => _connection?.Close());
    }

    private string Refuse(TimeSpan timeout, string reason)
    {
        if (!((IpcListener)_object!).TryReceiveRequest(out IpcConnectionRequest? request, timeout))
        {
            return "TimedOut";
        }

        request!.Refuse(reason);
        return "Refused";
    }
}
