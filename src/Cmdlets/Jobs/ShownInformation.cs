using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// Which information records of workers are to be shown. A record has no place for it, and goes through the streams of
/// jobs, which have none either.
/// </summary>
internal static class ShownInformation
{
    private static readonly ConditionalWeakTable<InformationRecord, object> s_shown = [];

    /// <summary>Notes that a record is to be shown when it is received.</summary>
    public static void Add(InformationRecord record) => s_shown.AddOrUpdate(record, record);

    /// <summary>Notes that it has been shown.</summary>
    public static bool Remove(InformationRecord record) => s_shown.Remove(record);

    /// <summary>Whether it is to be shown.</summary>
    public static bool Contains(InformationRecord record) => s_shown.TryGetValue(record, out _);
}
