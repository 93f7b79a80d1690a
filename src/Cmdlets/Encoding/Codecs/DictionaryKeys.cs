using System.Globalization;
using System.Numerics;

namespace Ipc.Commands;

/// <summary>Which values can be keys of a shared dictionary: those that are the same in every process.</summary>
internal static class DictionaryKeys
{
    // With all its places, so that what is left without the zeros behind them is the same for equal numbers.
    private const decimal One = 1.0000000000000000000000000000m;

    /// <summary>The key without what was added to it, and the same one for equal keys.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>.</exception>
    public static object Plain(object key) => ElementConversion.Bare(key) switch
    {
        string or char or bool or Guid or DateTime or DateTimeOffset or TimeSpan or DateOnly or TimeOnly or Version or BigInteger
            or Enum or Int128 or UInt128 or Half => ElementConversion.Bare(key)!,
        decimal number => number / One,
        double number => number == 0 ? 0.0 : number,
        float number => number == 0 ? 0f : number,
        { } number when number.GetType().IsPrimitive => number,
        var other => throw new IpcException(
            IpcError.NotSupported,
            string.Create(
                CultureInfo.InvariantCulture,
                $"An object of type [{other?.GetType().FullName ?? "null"}] cannot be a key of a shared dictionary. Keys are text, numbers, "
                    + $"dates, Guids, versions and enums; use text that tells it from others, such as \"$key\".")),
    };
}
