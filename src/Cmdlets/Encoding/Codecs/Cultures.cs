using System.Collections.Concurrent;
using System.Globalization;

namespace Ipc.Commands;

/// <summary>
/// Cultures by their names. The system makes one for every name of the right form, and keeps it for good: of those that
/// it knows nothing of, messages can name some only.
/// </summary>
internal static class Cultures
{
    private const int MostUnknown = 256;
    private const int StepsForUnknown = 10_000;

    private static readonly ConcurrentDictionary<string, byte> s_unknown = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The culture of a name.</summary>
    public static CultureInfo Find(string name, DecodingBudget budget)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            budget.Spend(StepsForUnknown);
        }

        if (!s_unknown.ContainsKey(name) && s_unknown.Count >= MostUnknown)
        {
            MessageError.ThrowCorrupt(
                $"it names a culture that the system does not know, and messages had {MostUnknown} of them already");
        }

        CultureInfo culture = CultureInfo.GetCultureInfo(name);
        s_unknown.TryAdd(name, 0);
        return culture;
    }
}
