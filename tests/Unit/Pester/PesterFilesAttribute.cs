using System.Reflection;
using Xunit.Sdk;

namespace Ipc.Tests.Pester;

/// <summary>
/// Names every so many of the Pester files, so that several classes share them and none is forgotten.
/// </summary>
/// <param name="part">Which part of them: 0 to <paramref name="parts"/> - 1.</param>
/// <param name="parts">In how many.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PesterFilesAttribute(int part, int parts) : DataAttribute
{
    public int Part => part;

    public int Parts => parts;

    public static string Folder => Path.Combine(Repository.Root, "tests", "Pester");

    /// <summary>All of them, by size: the larger ones take longer, and are dealt out first.</summary>
    public static IEnumerable<string> All => new DirectoryInfo(Folder).GetFiles("*.Tests.ps1")
        .OrderByDescending(file => file.Length).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => file.Name);

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        All.Where((_, index) => index % parts == part).Select(name => new object[] { name });
}
