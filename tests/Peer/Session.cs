using System.Diagnostics;
using System.Globalization;

namespace Ipc.Tests.Peer;

/// <summary>What the peer has open, and the commands that are the same for every kind.</summary>
internal sealed partial class Session : IDisposable
{
    private readonly Dictionary<string, Func<string[], string>> _commands;
    private IpcObject? _object;

    public Session()
    {
        _commands = new()
        {
            ["open"] = Open,
            ["create"] = Create,
            ["close"] = _ => Done(() => _object!.Close()),
            ["forget"] = _ => Done(() =>
            {
                _object?.Close();
                _object = null;
                _leases.Clear();
            }),
            ["remove"] = _ => Done(() => _object!.Remove()),
            ["cpu"] = _ => Number(Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds),
            ["strategy"] = _ => Environment.GetEnvironmentVariable("IPC_WAIT") ?? "futex",
        };
        AddLocks();
        AddSignals();
        AddMessages();
        AddLeases();
#if DEBUG
        AddCrashes();
#endif
    }

    public string Run(string command, string[] words) => _commands.TryGetValue(command, out Func<string[], string>? run)
        ? run(words)
        : $"failed unknown command {command}";

    public void Dispose() => _object?.Dispose();

    // open <kind> <name or id> [left|right]
    private string Open(string[] words) => Done(() => _object = words[0] switch
    {
        "lock" => IpcLock.Open(words[1]),
        "semaphore" => IpcSemaphore.Open(words[1]),
        "event" => IpcEvent.Open(words[1]),
        "barrier" => IpcBarrier.Open(words[1]),
        "condition" => IpcCondition.Open(words[1]),
        "queue" => IpcQueue.Open(words[1]),
        "pipe" => IpcPipe.Open(words[1], words[2] == "left" ? IpcPipeEnd.Left : IpcPipeEnd.Right),
        "value" => IpcValue.Open(words[1]),
        "array" => IpcArray.Open(words[1]),
        _ => throw new ArgumentException(words[0]),
    });

    // create <kind> <name>
    private string Create(string[] words) => Done(() => _object = words[0] switch
    {
        "lock" => IpcLock.Create(words[1]),
        "queue" => IpcQueue.Create(0, words[1]),
        "persistent-queue" => IpcQueue.Create(0, words[1], persistent: true),
        _ => throw new ArgumentException(words[0]),
    });

    private static string Done(Action action)
    {
        action();
        return "ok";
    }

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Int(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(string word) =>
        word == "forever" ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(double.Parse(word, CultureInfo.InvariantCulture));
}
