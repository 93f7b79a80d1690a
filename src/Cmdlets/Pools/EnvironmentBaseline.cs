using System.Collections;
using System.Globalization;

namespace Ipc.Commands;

/// <summary>The environment variables, the current folder and the culture of a process, as they were.</summary>
internal sealed class EnvironmentBaseline
{
    private readonly Dictionary<string, string?> _variables = [];
    private readonly string _directory = Environment.CurrentDirectory;
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly CultureInfo? _threadCulture = CultureInfo.DefaultThreadCurrentCulture;
    private readonly CultureInfo? _threadUICulture = CultureInfo.DefaultThreadCurrentUICulture;

    public EnvironmentBaseline()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            _variables[(string)variable.Key] = (string?)variable.Value;
        }
    }

    /// <summary>The variables by name.</summary>
    public IReadOnlyDictionary<string, string?> Variables => _variables;

    /// <summary>What has changed since another was taken: values by name, null for a variable that is gone.</summary>
    public Hashtable ChangesSince(EnvironmentBaseline earlier)
    {
        Hashtable changes = new(StringComparer.Ordinal);
        foreach ((string name, string? value) in _variables)
        {
            if (!earlier._variables.TryGetValue(name, out string? before) || before != value)
            {
                changes[name] = value;
            }
        }

        foreach (string name in earlier._variables.Keys)
        {
            if (!_variables.ContainsKey(name))
            {
                changes[name] = null;
            }
        }

        return changes;
    }

    /// <summary>Makes them what they were.</summary>
    public void Restore()
    {
        IDictionary now = Environment.GetEnvironmentVariables();
        int known = 0;
        List<string>? changed = null;
        foreach (DictionaryEntry variable in now)
        {
            string name = (string)variable.Key;
            bool was = _variables.TryGetValue(name, out string? before);
            known += was ? 1 : 0;
            if (!was || before != (string?)variable.Value)
            {
                (changed ??= []).Add(name);
            }
        }

        changed?.ForEach(name => Environment.SetEnvironmentVariable(name, _variables.GetValueOrDefault(name)));
        if (known < _variables.Count)
        {
            foreach ((string name, string? value) in _variables)
            {
                if (!now.Contains(name))
                {
                    Environment.SetEnvironmentVariable(name, value);
                }
            }
        }

        if (Environment.CurrentDirectory != _directory)
        {
            Environment.CurrentDirectory = _directory;
        }

        RestoreCulture();
    }

    private void RestoreCulture()
    {
        if (!ReferenceEquals(CultureInfo.CurrentCulture, _culture))
        {
            CultureInfo.CurrentCulture = _culture;
        }

        if (!ReferenceEquals(CultureInfo.CurrentUICulture, _uiCulture))
        {
            CultureInfo.CurrentUICulture = _uiCulture;
        }

        CultureInfo.DefaultThreadCurrentCulture = _threadCulture;
        CultureInfo.DefaultThreadCurrentUICulture = _threadUICulture;
    }
}
