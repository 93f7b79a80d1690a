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

    /// <summary>Whether to name those whose first line is <c># Soak</c>, which take too long for every day, and no others.</summary>
    public bool OfSoak { get; set; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        All(OfSoak).Where((_, index) => index % parts == part).Select(name => new object[] { name });

    // By size: the larger ones take longer, and are dealt out first.
    private static IEnumerable<string> All(bool ofSoak) => new DirectoryInfo(Folder).GetFiles("*.Tests.ps1")
        .Where(file => (File.ReadLines(file.FullName).First() == "# Soak") == ofSoak)
        .OrderByDescending(file => file.Length).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => file.Name);
}
