using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>
/// The right end of a pipe is what a value refers to, in a dictionary, a list or alone, while somebody sleeps at the left end:
/// that one is told that the far end is closed when nobody can ever read it, and not before.
/// </summary>
internal abstract class StoredReference(string kind, CrashStep commit) : CrashScenario
{
    private Task<IpcReceiveResult>? _waits;
    private IpcPipe? _left;

    public override IpcObject Make() => kind switch
    {
        "list" => IpcList.Create(encoding: ReferenceEncoding.Instance),
        "value" => IpcObjectValue.Create(null, ReferenceEncoding.Instance),
        _ => IpcDictionary.Create(encoding: ReferenceEncoding.Instance),
    };

    public override void Prepare(CrashStage stage)
    {
        (_left, IpcPipe right) = IpcPipe.Create();
        stage.More.AddRange([_left, right]);
        Begin(stage, right);
        right.Close();
        _waits = Eventually.Start(() => _left.TryReceiveBytes(new ArrayBufferWriter<byte>(), Eventually.Watchdog));
        Words.AwaitSleeper(Words.Of(_left));
    }

    /// <summary>Brings the right end to where it is when the operation begins.</summary>
    protected abstract void Begin(CrashStage stage, IpcPipe right);

    /// <summary>
    /// Whether it was stored, or removed; how often it wakes who sleeps at the pipe depends on when that one has fallen
    /// asleep again, so that at such a step it is looked at.
    /// </summary>
    protected bool IsThere(CrashStage stage, bool afterCommit) => stage.Last is CrashStep.WakeCounted or CrashStep.WakeDone
        ? !stage.Target.IsRemoved && Read(stage) is not null
        : stage.Passed(commit) == afterCommit;

    protected static void Store(CrashStage stage, IpcObject value)
    {
        if (stage.Target is IpcList list)
        {
            list.Add(new[] { value });
        }
        else if (stage.Target is IpcObjectValue box)
        {
            box.Value = new[] { value };
        }
        else
        {
            ((IpcDictionary)stage.Target)["a"] = new[] { value };
        }
    }

    /// <summary>The value is there, and so is what it refers to; then it goes.</summary>
    protected void ReadAndRemove(CrashStage stage)
    {
        Assert.NotNull(Read(stage));
        IsOpen();
        if (stage.Target is IpcList list)
        {
            list.RemoveAt(0);
        }
        else if (stage.Target is IpcObjectValue box)
        {
            box.Value = null;
        }
        else
        {
            ((IpcDictionary)stage.Target).Remove("a");
        }
    }

    protected void IsOpen()
    {
        Assert.True(_left!.IsFarEndOpen, "The far end seems closed.");
        Assert.False(_waits!.IsCompleted, "The far end seemed closed.");
    }

    /// <summary>Nobody can read it any more, and nothing of it is left.</summary>
    protected void IsOver()
    {
        Assert.Equal(IpcReceiveResult.Closed, Eventually.Result(_waits!));
        Assert.False(_left!.Region.HasEntries, "An entry is left.");
        string path = _left.Region.Path;
        _left.Close();
        Assert.False(File.Exists(path), "The pipe is still there.");
    }

    protected static void CloseCarried(CrashStage stage)
    {
        stage.Victim.Ask("traced");
        Assert.Equal("ok", stage.Victim.Ask("close-carried"));
    }

    // Null when it is not there, or is bytes by now.
    private static IpcObject? Read(CrashStage stage)
    {
        object? value = stage.Target is IpcList { Count: > 0 } list ? Try(() => list[0])
            : stage.Target is IpcObjectValue box ? box.Value
            : stage.Target is IpcDictionary entries ? Try(() => entries["a"])
            : null;
        if (value is not IpcObject[] { Length: 1 } read)
        {
            return null;
        }

        read[0].Close();
        return read[0];
    }

    private static object? Try(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}

/// <summary>Its only holder stores it, and closes it.</summary>
internal sealed class ReferenceStore(string kind, string command, CrashStep commit) : StoredReference(kind, commit)
{
    public override string Command => command;

    protected override void Begin(CrashStage stage, IpcPipe right) =>
        Assert.Equal("ok", stage.Victim.Ask($"carry pipe {right.Id} right"));

    public override void AfterDeath(CrashStage stage)
    {
        if (IsThere(stage, afterCommit: true))
        {
            ReadAndRemove(stage);
        }

        IsOver();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", answer);
        CloseCarried(stage);
        ReadAndRemove(stage);
        IsOver();
    }
}

/// <summary>It goes: it is replaced, removed, taken, cleared, or the whole container is removed.</summary>
internal sealed class ReferenceUnstore(string kind, string command, CrashStep commit) : StoredReference(kind, commit)
{
    public override string Command => command;

    protected override void Begin(CrashStage stage, IpcPipe right) => Store(stage, right);

    public override void AfterDeath(CrashStage stage)
    {
        if (IsThere(stage, afterCommit: false))
        {
            ReadAndRemove(stage);
        }

        IsOver();
        IpcObjectInfo.List(); // A name may be left.
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        if (answer == "Received 1")
        {
            IsOpen();
            CloseCarried(stage);
        }

        IsOver();
    }
}
