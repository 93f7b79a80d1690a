using System.Globalization;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Lets a time-out be written as seconds, fractions allowed, or as a TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TimeoutAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is null)
        {
            return null;
        }

        TimeSpan? result = value is TimeSpan span ? span : FromSeconds(value);
        return result >= TimeSpan.Zero || result == Timeout.InfiniteTimeSpan
            ? result
            : throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a time-out. Give a number of seconds, zero or more, such as 5 or 0.5, or a "
                    + "TimeSpan; -1 waits as long as it takes.");
    }

    private static TimeSpan? FromSeconds(object value)
    {
        if (value is string text && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) ? span : null;
        }

        if (!LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double seconds) || double.IsNaN(seconds))
        {
            return null;
        }

        return seconds == -1 || seconds >= TimeSpan.MaxValue.TotalSeconds ? Timeout.InfiniteTimeSpan
            : seconds < 0 ? null
            : TimeSpan.FromSeconds(seconds);
    }
}
