using System.Diagnostics;
using System.Globalization;
using Ipc.Platform.CrashPoints;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Tests.Peer;

/// <summary>What the peer has open, and the commands that are the same for every kind.</summary>
internal sealed partial class Session : IDisposable
{
    private readonly Dictionary<string, Func<string[], string>> _commands;
    private readonly List<SafeFileHandle> _files = [];
    private IpcObject? _object;
    private IpcPipe? _far;

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
                _far?.Close();
                _connection?.Close();
                _object = _far = _connection = null;
                CloseKept();
                CloseCarried();
                _leases.Clear();
                _loans.ForEach(loan => loan.Dispose());
                _loans.Clear();
                CrashPoint.EndTrace();
            }),
            ["remove"] = _ => Done(() => _object!.Remove()),
            ["cpu"] = _ => Number(Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds),
            ["use"] = _ => Done(Use),
            ["repeat"] = words => Done(() => Repeat(Int(words[0]))),
            ["why"] = _ => LastError.ReplaceLineEndings(" "),
            ["list"] = _ => string.Join(' ', IpcObjectInfo.List().Select(found => found.Id)),
            ["pid"] = _ => Number(Environment.ProcessId),
            ["strategy"] = _ => Environment.GetEnvironmentVariable("IPC_WAIT") ?? "futex",
        };
        AddLocks();
        AddSignals();
        AddMessages();
        AddCrashes();
        AddDeadlocks();
        AddLeases();
        AddLoans();
        AddBatches();
        AddLimits();
        AddReferences();
        AddEntries();
        AddElements();
        AddConnections();
    }

    /// <summary>What the last error said.</summary>
    public string LastError { get; set; } = "";

    public string Run(string command, string[] words) => _commands.TryGetValue(command, out Func<string[], string>? run)
        ? run(words)
        : $"failed unknown command {command}";

    public void Dispose()
    {
        _object?.Dispose();
        CloseKept();
    }

    // open <kind> <name or id> [left|right]
    private string Open(string[] words) => Done(() => _object = words[0] switch
    {
        "lock" => IpcLock.Open(words[1]),
        "semaphore" => IpcSemaphore.Open(words[1]),
        "event" => IpcEvent.Open(words[1]),
        "barrier" => IpcBarrier.Open(words[1]),
        "condition" => IpcCondition.Open(words[1]),
        "queue" => IpcQueue.Open(words[1], s_bytes),
        "broadcast" => IpcBroadcast.Open(words[1], s_bytes),
        "pipe" => IpcPipe.Open(words[1], words[2] == "left" ? IpcPipeEnd.Left : IpcPipeEnd.Right, s_bytes),
        "value" => (IpcValue)IpcObject.Open(new IpcReference(IpcKind.Value, words[1], 0, 0), ReferenceEncoding.Instance),
        "array" => IpcArray.Open(words[1]),
        "memory" => IpcMemory.Open(words[1]),
        "lockset" => IpcLockSet.Open(words[1]),
        "once" => IpcOnce.Open(words[1]),
        "listener" => IpcListener.Open(words[1], s_bytes),
        "ratelimit" => IpcRateLimit.Open(words[1]),
        "countdown" => IpcCountdown.Open(words[1]),
        "readerwriterlock" => IpcReaderWriterLock.Open(words[1]),
        "dictionary" => IpcDictionary.Open(words[1], ReferenceEncoding.Instance),
        "list" => IpcList.Open(words[1], ReferenceEncoding.Instance),
        "set" => IpcSet.Open(words[1], ReferenceEncoding.Instance),
        _ => throw new ArgumentException(words[0]),
    });

    // create [persistent-]<kind> <name>
    private string Create(string[] words) => Done(() =>
    {
        const string Mark = "persistent-";
        bool persistent = words[0].StartsWith(Mark, StringComparison.Ordinal);
        string name = words[1];
        _object = (persistent ? words[0][Mark.Length..] : words[0]) switch
        {
            "lock" => IpcLock.Create(name, persistent: persistent),
            "semaphore" => IpcSemaphore.Create(1, name: name, persistent: persistent),
            "event" => IpcEvent.Create(name: name, persistent: persistent),
            "barrier" => IpcBarrier.Create(2, name, persistent),
            "condition" => IpcCondition.Create(name, persistent: persistent),
            "queue" => IpcQueue.Create(0, name, persistent: persistent),
            "broadcast" => IpcBroadcast.Create(name: name, persistent: persistent),
            "pipe" => Both(IpcPipe.Create(name: name, persistent: persistent)),
            "value" => IpcValue.Create(0, name, persistent: persistent),
            "array" => IpcArray.Create(typeof(int), 3, name: name, persistent: persistent),
            "memory" => IpcMemory.Create(100, name, persistent),
            "lockset" => IpcLockSet.Create(100, name, persistent: persistent),
            "dictionary" => IpcDictionary.Create(name, persistent: persistent),
            "list" => IpcList.Create(name, persistent: persistent),
            "set" => IpcSet.Create(name, persistent: persistent),
            "readerwriterlock" => IpcReaderWriterLock.Create(name, persistent: persistent),
            "countdown" => IpcCountdown.Create(2, name, persistent),
            "ratelimit" => IpcRateLimit.Create(2, TimeSpan.FromSeconds(1), name, persistent),
            "once" => IpcOnce.Create(name, persistent),
            "listener" => IpcListener.Create(name),
            _ => throw new ArgumentException(words[0]),
        };
    });

    private IpcPipe Both((IpcPipe Left, IpcPipe Right) ends)
    {
        _far = ends.Right;
        return ends.Left;
    }

    // repeat <n>: the same n times
    private void Repeat(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Use();
        }
    }

    // use: what the object is for, once
    private void Use()
    {
        switch (_object)
        {
            case IpcSemaphore semaphore:
                semaphore.Enter();
                semaphore.Exit();
                break;
            case IpcEvent target:
                target.Set();
                target.Wait();
                break;
            case IpcBarrier barrier:
                barrier.Reset();
                break;
            case IpcChannel channel:
                channel.TrySendBytes([1], Timeout.InfiniteTimeSpan);
                (_far ?? channel).TryReceiveBytes(new System.Buffers.ArrayBufferWriter<byte>(), Timeout.InfiniteTimeSpan);
                break;
            case IpcDictionary dictionary:
                dictionary.SetBytes("key", [1]);
                dictionary.TryGetBytes("key", new System.Buffers.ArrayBufferWriter<byte>());
                break;
            case IpcSet set:
                _ = set.Add("a");
                set.Remove("a");
                break;
            case IpcList list:
                list.AddBytes([1]);
                list.RemoveAt(-1);
                break;
            case IpcLockSet set:
                set[^1].Enter();
                set[^1].Exit();
                break;
            case IpcListener listener:
                listener.TryAccept(out _, TimeSpan.Zero);
                break;
            case IpcOnce once:
                once.TryBegin(TimeSpan.Zero);
                break;
            case IpcRateLimit limit:
                limit.TryEnter();
                break;
            case IpcCountdown countdown:
                countdown.Reset(1);
                countdown.Step();
                countdown.Wait();
                break;
            case IpcReaderWriterLock target:
                target.EnterShared();
                target.Exit();
                target.Enter();
                target.Exit();
                break;
            default:
                Lockable.Enter();
                Lockable.Exit();
                break;
        }
    }

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
