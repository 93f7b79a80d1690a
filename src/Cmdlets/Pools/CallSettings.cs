using System.Collections;

namespace Ipc.Commands;

/// <summary>
/// What the session of a pool's worker takes from the caller for one call, as a new worker would: environment, culture,
/// preferences, location. It is what it was when the call is over.
/// </summary>
internal sealed class CallSettings : IDisposable
{
    private readonly EnvironmentBaseline _before = new();
    private readonly Dictionary<string, object?> _preferencesBefore = [];
    private readonly PoolSession _session;

    /// <summary>Makes the session like the caller's.</summary>
    public CallSettings(PoolSession session, CallScript script)
    {
        _session = session;
        foreach (DictionaryEntry variable in script.Environment)
        {
            Environment.SetEnvironmentVariable((string)variable.Key, variable.Value as string);
        }

        WorkerCulture.Set(script.Culture, script.UICulture);
        foreach (string name in CarriedPreferences.Names)
        {
            // All of them: what the session puts back after a call may be what the first of all calls had.
            _preferencesBefore[name] = session.GetVariable(name);
            if (script.Preferences.ContainsKey(name))
            {
                session.SetVariable(name, script.Preferences[name]);
            }
        }

        session.Enter(new CallerLocation(script.Location, script.Drive));
    }

    /// <summary>Makes it what it was; its location is set by the next one.</summary>
    public void Dispose()
    {
        foreach ((string name, object? value) in _preferencesBefore)
        {
            _session.SetVariable(name, value);
        }

        _before.Restore();
    }
}
