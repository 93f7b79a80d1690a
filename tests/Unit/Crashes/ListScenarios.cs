using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Core;

namespace Ipc.Tests.Crashes;

/// <summary>A list with six elements; the operation is done once, or not at all.</summary>
internal sealed class ListChange(string command, Func<List<int>, List<int>> change, CrashStep commits, int size = 20) : CrashScenario
{
    public override string Command => command;

    public override IpcObject Make() => IpcList.Create();

    public override void Prepare(CrashStage stage)
    {
        for (int number = 1; number <= 6; number++)
        {
            Elements(stage).AddBytes(DictionaryTests.Message(size, number));
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(commits));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", answer);
        Finish(stage, isDone: true);
    }

    private void Finish(CrashStage stage, bool isDone)
    {
        IpcList list = Elements(stage);
        List<int> expected = [1, 2, 3, 4, 5, 6];
        expected = isDone ? change(expected) : expected;
        list.AddBytes(DictionaryTests.Message(5_000, 7)); // Repairs what there is to repair.
        list.InsertBytes(0, DictionaryTests.Message(size, 0));
        Assert.Equal([0, .. expected, 7], Numbers(list));
        list.RemoveAt(0);
        list.RemoveAt(-1);
        Assert.Equal(expected, Numbers(list));
    }

    private static IpcList Elements(CrashStage stage) => (IpcList)stage.Target;

    private static List<int> Numbers(IpcList list)
    {
        List<int> numbers = [];
        for (int i = 0; i < list.Count; i++)
        {
            ArrayBufferWriter<byte> buffer = new();
            Assert.True(list.TryGetBytes(i, buffer));
            int number = BitConverter.ToInt32(buffer.WrittenSpan);
            Assert.True(buffer.WrittenSpan[4..].IndexOfAnyExcept((byte)number) < 0, $"Element {i} is torn.");
            numbers.Add(number);
        }

        return numbers;
    }
}
