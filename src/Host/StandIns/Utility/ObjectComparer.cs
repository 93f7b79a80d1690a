using System.Globalization;
using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Orders any two values: as PowerShell compares them, else as text; what has no value comes first.</summary>
internal sealed class ObjectComparer(bool ignoreCase) : IComparer<object?>
{
    /// <inheritdoc/>
    public int Compare(object? x, object? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        return LanguagePrimitives.TryCompare(x, y, ignoreCase, CultureInfo.CurrentCulture, out int result)
            ? result
            : CultureInfo.CurrentCulture.CompareInfo.Compare(x.ToString(), y.ToString(), ignoreCase ? CompareOptions.IgnoreCase : CompareOptions.None);
    }
}
