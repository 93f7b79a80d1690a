using System.Globalization;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Lets a length of time be written as one says it: a number of seconds, 500ms, 10s, 5min (or 5m), 2h, 1d, or a
/// TimeSpan.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SpanAttribute : ArgumentTransformationAttribute
{
    private static readonly (string Unit, double Seconds)[] s_units =
        [("ms", 0.001), ("min", 60), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = ElementConversion.Bare(inputData);

        // 1d is a decimal number to PowerShell, and 1s a short one: it keeps what was written beside the number.
        string? written = value is string ? null : (inputData as PSObject)?.ToString().Trim();
        TimeSpan? span = (written is null ? null : FromText(written)) ?? value switch
        {
            null => null,
            TimeSpan given => given,
            string text => FromText(text.Trim()),
            _ => LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double seconds) ? FromSeconds(seconds) : null,
        };
        return span > TimeSpan.Zero ? span : throw new ArgumentTransformationMetadataException(
            $"'{inputData}' is no length of time. Give a number of seconds above zero, such as 5 or 0.5, or 500ms, 10s, "
                + "5min, 2h, 1d, or a TimeSpan.");
    }

    private static TimeSpan? FromText(string text)
    {
        foreach ((string unit, double seconds) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                string number = text[..^unit.Length];
                return number.Trim().Length == 0 ? TimeSpan.FromSeconds(seconds)
                    : TryParse(number, out double times) ? FromSeconds(times * seconds)
                    : null;
            }
        }

        return TryParse(text, out double plain) ? FromSeconds(plain)
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span
            : null;
    }

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static TimeSpan? FromSeconds(double seconds) =>
        seconds > 0 && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
}
