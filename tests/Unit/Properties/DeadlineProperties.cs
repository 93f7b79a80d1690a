using CsCheck;
using Ipc.Sync;

namespace Ipc.Tests.Properties;

public sealed class DeadlineProperties
{
    // A century is a number of nanoseconds that a double holds to the microsecond.
    private static readonly TimeSpan s_rounding = TimeSpan.FromMilliseconds(1);

    private static readonly Gen<TimeSpan> s_timeouts = Gen.OneOf(
        Gen.Long[0, 10_000_000_000].Select(TimeSpan.FromTicks),
        Gen.Long[0, long.MaxValue].Select(TimeSpan.FromTicks));

    [Fact]
    public void What_remains_is_never_more_than_was_given_and_never_negative() => s_timeouts.Sample(timeout =>
    {
        Deadline deadline = Deadline.After(timeout);
        TimeSpan remaining = deadline.Remaining;
        return remaining >= TimeSpan.Zero
            && (deadline.IsNever || remaining <= timeout + s_rounding)
            && deadline.IsNow == (timeout == TimeSpan.Zero)
            && (!deadline.IsNow || deadline.HasPassed)
            && (deadline.HasPassed || timeout > TimeSpan.Zero);
    });

    [Fact]
    public void At_most_is_the_earlier_one() => Gen.Select(s_timeouts, s_timeouts).Sample((timeout, slice) =>
    {
        Deadline deadline = Deadline.After(timeout).AtMost(slice);
        return deadline.IsNever || deadline.Remaining <= (timeout < slice ? timeout : slice) + s_rounding;
    });

    [Fact]
    public void Never_and_now_stay_what_they_are()
    {
        Assert.True(Deadline.After(Timeout.InfiniteTimeSpan).IsNever);
        Assert.True(Deadline.After(TimeSpan.MaxValue).IsNever || Deadline.After(TimeSpan.MaxValue).Remaining > TimeSpan.FromDays(1000));
        Assert.False(Deadline.Never.HasPassed);
        Assert.True(Deadline.Now.AtMost(TimeSpan.FromDays(1)).IsNow);
        Assert.False(Deadline.Never.AtMost(TimeSpan.FromDays(1)).IsNever);
        Assert.Equal(TimeSpan.MaxValue, Deadline.Never.Remaining);
    }

    [Fact]
    public void Seconds_are_read_as_they_are_written() => Gen.Double[0, 1e9].Sample(
        seconds => Math.Abs(Deadline.Seconds(seconds).TotalSeconds - seconds) <= 1e-6 * Math.Max(1, seconds));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.001)]
    [InlineData(double.NegativeInfinity)]
    public void Seconds_that_make_no_sense_are_refused(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.Seconds(seconds));

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(922337203685.5)]
    public void More_seconds_than_a_time_span_holds_are_for_ever(double seconds) =>
        Assert.True(Deadline.After(Deadline.Seconds(seconds)).IsNever);

    [Fact]
    public void Negative_time_spans_but_for_the_infinite_one_are_refused() => Gen.Long[long.MinValue, -1].Sample(ticks =>
    {
        TimeSpan timeout = TimeSpan.FromTicks(ticks);
        try
        {
            return Deadline.After(timeout).IsNever == (timeout == Timeout.InfiniteTimeSpan);
        }
        catch (ArgumentOutOfRangeException)
        {
            return timeout != Timeout.InfiniteTimeSpan;
        }
    });
}
