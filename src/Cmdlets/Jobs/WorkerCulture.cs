using System.Globalization;

namespace Ipc.Commands;

/// <summary>The culture in which a script of a caller runs elsewhere.</summary>
internal static class WorkerCulture
{
    /// <summary>Sets it for this thread, and for those that are to come.</summary>
    public static void Set(string culture, string uiCulture)
    {
        CultureInfo own = CultureInfo.GetCultureInfo(culture), ui = CultureInfo.GetCultureInfo(uiCulture);
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = own;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = ui;
    }
}
