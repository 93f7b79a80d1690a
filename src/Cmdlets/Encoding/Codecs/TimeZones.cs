using System.Runtime.Serialization;

namespace Ipc.Commands;

/// <summary>
/// Time zones: those of the system by their id, since their text form loses rules that real zones have; others by their
/// text.
/// </summary>
internal static class TimeZones
{
    private const int LongestId = 100;
    private const int StepsForZone = 500;

    /// <summary>The rules as text; null where the id says all.</summary>
    public static string? RulesOf(TimeZoneInfo zone)
    {
        if (IsId(zone.Id) && TimeZoneInfo.TryFindSystemTimeZoneById(zone.Id, out TimeZoneInfo? known) && known.Equals(zone) && known.HasSameRules(zone))
        {
            return null;
        }

        string text = zone.ToSerializedString();
        try
        {
            _ = TimeZoneInfo.FromSerializedString(text);
            return text;
        }
        catch (SerializationException)
        {
            throw new RefusedValueException("is a time zone whose rules cannot be written", "Send its Id.");
        }
    }

    /// <summary>Makes the zone.</summary>
    public static TimeZoneInfo Make(string id, string? rules, DecodingBudget budget)
    {
        budget.Spend(StepsForZone);
        if (rules is null)
        {
            return !IsId(id) ? throw MessageError.Corrupt("a time zone has an impossible id")
                : TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? known) ? known
                : throw new IpcException(IpcError.NotSupported, $"The message holds the time zone '{id}', which this "
                    + "system does not have. Send its rules, or the offset.");
        }

        try
        {
            return TimeZoneInfo.FromSerializedString(rules);
        }
        catch (Exception exception) when (exception is SerializationException or InvalidTimeZoneException)
        {
            throw MessageError.Corrupt("a time zone is not one", exception);
        }
    }

    // It becomes the name of a file of the system's: nothing that leads elsewhere.
    // One id a zone: those that the system has found stay in the process for good.
    private static bool IsId(string id) => id.Length is > 0 and <= LongestId && id[0] != '/' && id[^1] != '/'
        && !id.Contains("//", StringComparison.Ordinal)
        && id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '+' or '-' or '/' or ' ' or '(' or ')');
}
