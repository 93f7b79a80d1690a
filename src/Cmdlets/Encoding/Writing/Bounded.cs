using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Ipc.Commands;

/// <summary>
/// Runs what others have written while an object is encoded (getters, ToString, sequences) for a time only. .NET code
/// runs on a thread of its own, which is left behind if it never returns; scripts run in a <see cref="ScriptGuard"/>.
/// Code of the platform is trusted to return.
/// </summary>
internal static class Bounded
{
    /// <summary>The most items of a sequence: one without an end must not take all memory.</summary>
    public const int MostItems = 1 << 22;

    [ThreadStatic]
    private static TimeSpan? t_patience;

    private static readonly ConcurrentDictionary<Assembly, bool> s_isPlatform = new();

    /// <summary>
    /// How long somebody else's code may take for the properties of one object, or for the next item.
    /// </summary>
    public static TimeSpan Patience
    {
        get => t_patience ?? TimeSpan.FromSeconds(10);
        set => t_patience = value; // For tests, which have a thread of their own.
    }

    /// <summary>
    /// Whether the type's code is neither the platform's nor a class of PowerShell, whose properties have no code.
    /// </summary>
    public static bool IsForeign(Type type) => !s_isPlatform.GetOrAdd(type.Assembly, IsPlatform);

    /// <summary>Runs .NET code on a thread of its own.</summary>
    /// <param name="action">The code. What it throws is thrown here.</param>
    /// <param name="what">What it is of, for the refusal.</param>
    /// <param name="progress">Counts up while it gets on; null for one that must end in time.</param>
    /// <exception cref="RefusedValueException">It did not return.</exception>
    public static void OnThread(Action action, Func<string> what, Func<int>? progress = null)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }) { IsBackground = true, Name = "Ipc encoding" };
        thread.Start();
        int before = 0;
        while (!thread.Join(Patience))
        {
            int now = progress?.Invoke() ?? 0;
            if (now == before)
            {
                throw TooLate(what());
            }

            before = now;
        }

        failure?.Throw();
    }

    private static bool IsPlatform(Assembly assembly)
    {
        if (assembly.IsDynamic)
        {
            return true;
        }

        string name = assembly.GetName().Name ?? string.Empty;
        return name is "netstandard" or "mscorlib" || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal) || assembly == typeof(Bounded).Assembly || assembly == typeof(IpcObject).Assembly;
    }

    /// <summary>The refusal of what did not return.</summary>
    public static RefusedValueException TooLate(string what) => new(
        $"has {what} that did not return within {Patience.TotalSeconds} s", "Send what you need of the object, for "
            + "instance by Select-Object, and leave this out.");
}
