using System.Reflection;

namespace Ipc.Tests;

/// <summary>Where the tests find what was built beside them.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    public static string Manifest => Path.Combine(Root, "Ipc.psd1");

    /// <summary>The cache of packages that this build was restored to.</summary>
    public static string Packages { get; } = Metadata("PackageRoot");

    /// <summary>The <c>pwsh.dll</c> that has native code, where it could be made.</summary>
    public static string NativePwsh { get; } = Metadata("NativePwsh");

    /// <summary>The module in which the files of <c>tests/Pester</c> run.</summary>
    public static string Pester { get; } = Metadata("Pester");

    /// <summary>Where a program is; null if it is not on the path.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
