using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Core;

namespace Ipc.Tests.Crashes;

/// <summary>A dictionary with some entries; the operation concerns the key x only.</summary>
internal abstract class DictionaryScenario(int others) : CrashScenario
{
    public override IpcObject Make() => IpcDictionary.Create();

    public override void Prepare(CrashStage stage)
    {
        for (int i = 0; i < others; i++)
        {
            Entries(stage).SetBytes(DictionaryTests.Key(i), DictionaryTests.Value(20, i));
        }
    }

    // Readers need no mutex: whoever is paused inside does not keep them.
    public override void WhilePaused(CrashStage stage)
    {
        if (others > 0)
        {
            Assert.Equal(DictionaryTests.Value(20, 0), Read(stage, DictionaryTests.Key(0)));
        }
    }

    protected static IpcDictionary Entries(CrashStage stage) => (IpcDictionary)stage.Target;

    protected static byte[]? Read(CrashStage stage, string key)
    {
        ArrayBufferWriter<byte> buffer = new();
        return Entries(stage).TryGetBytes(key, buffer) ? buffer.WrittenSpan.ToArray() : null;
    }

    /// <summary>The others are there, x is what is expected, and all goes on.</summary>
    protected void Finish(CrashStage stage, byte[]? x)
    {
        Entries(stage).SetBytes("y", DictionaryTests.Value(700, 1)); // Repairs what there is to repair.
        Assert.Equal(x, Read(stage, "x"));
        for (int i = 0; i < others; i++)
        {
            Assert.Equal(DictionaryTests.Value(20, i), Read(stage, DictionaryTests.Key(i)));
        }

        int count = others + 1 + (x is null ? 0 : 1);
        Assert.Equal((count, count), (Entries(stage).Count, Entries(stage).Keys.Cast<string>().Distinct().Count()));
        for (int number = 2; number < 6; number++)
        {
            Entries(stage).SetBytes("x", DictionaryTests.Message(number * 20_000, number));
            Assert.Equal(DictionaryTests.Message(number * 20_000, number), Read(stage, "x"));
        }
    }
}

/// <summary>An entry is set: a new one, or one in place of another.</summary>
internal sealed class DictionarySet(int others, int before, int after) : DictionaryScenario(others)
{
    public override string Command => $"put x {after} 100";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        if (before > 0)
        {
            Entries(stage).SetBytes("x", DictionaryTests.Message(before, 1));
        }
    }

    public override void WhilePaused(CrashStage stage)
    {
        base.WhilePaused(stage);
        if (before is > 0 and < 30_000 && after < 30_000)
        {
            Assert.Equal(Expected(stage.Passed(CrashStep.EntryLinked)), Read(stage, "x"));
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, Expected(stage.Passed(CrashStep.EntryLinked)));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", answer);
        Finish(stage, Expected(isSet: true));
    }

    private byte[]? Expected(bool isSet) => isSet ? DictionaryTests.Message(after, 100) : before > 0 ? DictionaryTests.Message(before, 1) : null;
}

/// <summary>An entry is removed, and with it the last block of its slab, or its chunks.</summary>
internal sealed class DictionaryRemove(int size) : DictionaryScenario(others: 20)
{
    public override string Command => "drop x";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Entries(stage).SetBytes("x", DictionaryTests.Message(size, 1));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.EntryUnlinked) ? null : DictionaryTests.Message(size, 1));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("True", answer);
        Finish(stage, null);
    }
}

/// <summary>All entries are removed, at once.</summary>
internal sealed class DictionaryClear() : DictionaryScenario(others: 300)
{
    public override string Command => "empty";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Entries(stage).SetBytes("x", DictionaryTests.Message(100_000, 1));
    }

    // Whoever asks while it is being cleared waits until it is.
    public override void WhilePaused(CrashStage stage)
    {
    }

    public override void AfterDeath(CrashStage stage) => AllOrNone(stage, stage.Passed(CrashStep.StoreClearing));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", answer);
        AllOrNone(stage, isCleared: true);
    }

    private void AllOrNone(CrashStage stage, bool isCleared)
    {
        if (!isCleared)
        {
            Finish(stage, DictionaryTests.Message(100_000, 1));
            return;
        }

        Assert.Null(Read(stage, "x"));
        Assert.Empty(Entries(stage));
        base.Prepare(stage);
        Finish(stage, null);
    }
}
