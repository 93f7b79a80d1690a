using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class ValueTests
{
    public static TheoryData<object, object> OneOfEach => new()
    {
        { true, false }, { (sbyte)-1, (sbyte)5 }, { (byte)255, (byte)1 }, { (short)-300, (short)7 }, { (ushort)65535, (ushort)2 },
        { -70000, 3 }, { 4000000000u, 1u }, { long.MinValue, 1L }, { ulong.MaxValue, 2ul }, { 1.5f, -2f }, { 3.1415926, double.NaN },
        { 'a', '\uffff' },
    };

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void Every_type_is_kept(object first, object second)
    {
        using IpcValue value = IpcValue.Create(first);
        Assert.Equal(first, value.GetValue());
        value.SetValue(second);
        Assert.Equal(second, value.GetValue());
        if (first is not bool) // Which PowerShell makes of anything, where it is the host.
        {
            Assert.Throws<InvalidCastException>(() => value.SetValue("text"));
            Assert.Equal(second, value.GetValue());
        }

        Array initial = Array.CreateInstance(first.GetType(), 2);
        initial.SetValue(first, 0);
        initial.SetValue(second, 1);
        using IpcArray array = IpcArray.Create(first.GetType(), 3, initial);
        Assert.Equal(first, array.ToArrayObject().GetValue(0));
        Assert.Equal(second, array.ToArrayObject().GetValue(1));
        Assert.Equal(Activator.CreateInstance(first.GetType()), array.ToArrayObject().GetValue(2));
    }

    [Fact]
    public void Other_types_are_refused()
    {
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => IpcValue.Create("text")));
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => IpcArray.Create(typeof(decimal), 1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(IpcArray.MaximumLength + 1)]
    public void A_length_that_makes_no_sense_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcArray.Create(typeof(int), length));

    [Fact]
    public void An_index_out_of_range_changes_nothing()
    {
        using IpcArray<int> array = (IpcArray<int>)IpcArray.Create(typeof(int), 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[3] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[-1]);
        Assert.Equal([0, 0, 0], array.ToArray());
    }

    [Fact]
    public void A_long_array_is_shared_to_its_last_element()
    {
        using IpcArray<double> array = (IpcArray<double>)IpcArray.Create(typeof(double), 500_000);
        array[499_999] = 1.5;
        using IpcArray<double> same = (IpcArray<double>)IpcArray.Open(array.Id);
        Assert.Equal(1.5, same[499_999]);
        Assert.Equal(499_999, same.IndexOf(1.5));
    }

    [Fact]
    public async Task Adding_is_atomic_for_small_elements_beside_each_other()
    {
        using IpcArray<byte> array = (IpcArray<byte>)IpcArray.Create(typeof(byte), 5);
        using IpcValue<double> sum = (IpcValue<double>)IpcValue.Create(0.0);
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            for (int n = 0; n < 10_000; n++)
            {
                array.Add(i, 1);
                array.Add(4, 1);
                sum.Add(0.5);
            }
        }))];
        await Task.WhenAll(tasks).WaitAsync(Eventually.Watchdog);
        Assert.Equal([10_000 & 255, 10_000 & 255, 10_000 & 255, 10_000 & 255, 40_000 & 255], array.ToArray().Select(b => (int)b));
        Assert.Equal(20_000.0, sum.Value);
    }
}
