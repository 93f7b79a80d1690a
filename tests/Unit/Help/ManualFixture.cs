namespace Ipc.Tests.Help;

/// <summary>The manual, made once for the tests that look at it.</summary>
public sealed class ManualFixture : IDisposable
{
    public ManualFixture()
    {
        (ExitCode, string output, string error) = Make(Folder);
        Said = output + error;
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("ipc-manual-").FullName;

    /// <summary>How the program ended that makes it.</summary>
    public int ExitCode { get; }

    /// <summary>What that wrote.</summary>
    public string Said { get; }

    /// <summary>The paths of all pages, with slashes.</summary>
    public IEnumerable<string> Pages => Directory.EnumerateFiles(Folder, "*.html", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>Makes one in a folder.</summary>
    public static (int ExitCode, string Output, string Error) Make(string folder)
    {
        string bin = Path.Combine(Repository.Root, "tools", "ManualWriter", "bin", Repository.Configuration);
        string writer = Path.Combine(bin, "net10.0", "Ipc.ManualWriter.dll");
        string help = Path.Combine(Repository.Root, "module", "bin", "en-US", "Ipc.Cmdlets.dll-Help.xml");
        return ProgramRun.Run("dotnet", writer, Repository.Root, help, folder);
    }

    /// <summary>A page, or another file of it.</summary>
    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
