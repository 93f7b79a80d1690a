namespace Ipc.Tests.Host;

/// <summary>A folder with scripts, gone after the test.</summary>
public sealed class ScriptFolder : IDisposable
{
    public ScriptFolder() => Path = Directory.CreateTempSubdirectory("ipc-host-").FullName;

    public string Path { get; }

    /// <summary>Writes a script and gives its path.</summary>
    public string Add(string script, string name = "script.ps1")
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, script);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
