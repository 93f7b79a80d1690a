using System.Collections;

namespace Ipc.Commands;

/// <summary>The environment variables and the current folder of a process, as they were.</summary>
internal sealed class EnvironmentBaseline
{
    private readonly Dictionary<string, string?> _variables = [];
    private readonly string _directory = Environment.CurrentDirectory;

    public EnvironmentBaseline()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            _variables[(string)variable.Key] = (string?)variable.Value;
        }
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
    }
}
