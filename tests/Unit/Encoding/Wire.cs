using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using Ipc.Commands;
using Ipc.Regions;
using Xunit;

namespace Ipc.Tests.Encoding;

/// <summary>Sends values through bytes, and compares what arrives.</summary>
internal static class Wire
{
    public static readonly PowerShellEncoding Encoding = new();

    public static object? RoundTrip(object? value) => Encoding.Decode(Encoding.Encode(value));

    public static T RoundTrip<T>(object value) => Assert.IsType<T>(RoundTrip(value), exactMatch: true);

    public static IpcException Refused(object? value) => Assert.Throws<IpcException>(() => Encoding.Encode(value));

    /// <summary>The error of decoding; fails if it decodes.</summary>
    public static IpcError ErrorOf(params byte[] message) =>
        Assert.Throws<IpcException>(() => Encoding.Decode(message)).Error;

    /// <summary>Whether two graphs have the same types and values, part by part.</summary>
    public static bool Same(object? left, object? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (left is PSObject one && right is PSObject two && one.BaseObject is PSCustomObject)
        {
            List<PSPropertyInfo> first = one.Properties.ToList();
            List<PSPropertyInfo> second = two.Properties.ToList();
            return two.BaseObject is PSCustomObject
                && one.TypeNames.SequenceEqual(two.TypeNames)
                && first.Count == second.Count
                && first.Zip(second).All(pair => pair.First.Name == pair.Second.Name && Same(pair.First.Value, pair.Second.Value));
        }

        if (left.GetType() != right.GetType())
        {
            return false;
        }

        return (left, right) switch
        {
            (OrderedDictionary a, OrderedDictionary b) =>
                a.Count == b.Count && a.Keys.Cast<object>().SequenceEqual(b.Keys.Cast<object>()) && a.Keys.Cast<object>().All(key => Same(a[key], b[key])),
            (IDictionary a, IDictionary b) =>
                a.Count == b.Count && a.Keys.Cast<object>().All(key => b.Contains(key) && Same(a[key], b[key])),
            (Array { Rank: > 1 } a, Array b) =>
                a.Rank == b.Rank && Enumerable.Range(0, a.Rank).All(i => a.GetLength(i) == b.GetLength(i)) && a.Cast<object?>().Zip(b.Cast<object?>()).All(p => Same(p.First, p.Second)),
            (Array { Rank: 1 } a, Array b) when a.GetType().GetElementType()!.IsPrimitive => // By their bits, and quickly: some have millions.
                a.GetLowerBound(0) == b.GetLowerBound(0) && RawArray.BytesOf(a).SequenceEqual(RawArray.BytesOf(b)),
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (IEnumerable a, IEnumerable b) =>
                a.Cast<object?>().Count() == b.Cast<object?>().Count() && a.Cast<object?>().Zip(b.Cast<object?>()).All(p => Same(p.First, p.Second)),
            (DateTime a, DateTime b) => a == b && a.Kind == b.Kind,
            (DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b),
            (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
            (float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b),
            (decimal a, decimal b) => decimal.GetBits(a).SequenceEqual(decimal.GetBits(b)),
            _ => left.Equals(right),
        };
    }
}
