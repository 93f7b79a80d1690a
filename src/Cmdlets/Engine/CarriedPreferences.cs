using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The preference variables of the caller that a worker, a pooled job and the items of a call get, too: those by which
/// a user says that nothing is to be done, or not without a question. Here alone stands which they are;
/// docs/session.md has the reasons.
/// </summary>
/// <remarks>
/// One that has the value of a new session is not carried, so that what a pool's -InitializationScript has set stays.
/// </remarks>
internal static class CarriedPreferences
{
    private static readonly (string Name, string Usual, Func<object?, string> Text)[] s_table =
    [
        ("WhatIfPreference", bool.FalseString, static value => LanguagePrimitives.IsTrue(value).ToString()),
        ("ConfirmPreference", nameof(ConfirmImpact.High), AsConfirmImpact),
    ];

    /// <summary>Which variables may be carried.</summary>
    public static IEnumerable<string> Names => s_table.Select(static row => row.Name);

    /// <summary>What is to be carried: values by the names of variables.</summary>
    public static Hashtable Of(SessionState caller)
    {
        Hashtable carried = [];
        foreach ((string name, string usual, Func<object?, string> text) in s_table)
        {
            string value = text(caller.PSVariable.GetValue(name, usual));
            if (value != usual)
            {
                carried[name] = bool.TryParse(value, out bool flag) ? flag : value;
            }
        }

        return carried;
    }

    private static string AsConfirmImpact(object? value) =>
        LanguagePrimitives.TryConvertTo(value, out ConfirmImpact impact)
            ? impact.ToString()
            : nameof(ConfirmImpact.High);
}
