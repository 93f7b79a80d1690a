using System.Reflection;

namespace Ipc.Tests;

/// <summary>Where the tests find what was built beside them.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    public static string Manifest => Path.Combine(Root, "Ipc.psd1");

    /// <summary>The host as <c>dotnet run --project src/Host</c> starts it.</summary>
    public static string Host => Path.Combine(Root, "src", "Host", "bin", Configuration, "net10.0", "Ipc.Host.dll");

    public static string? PowerShell => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "pwsh"))
        .FirstOrDefault(File.Exists);

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
