using System.Globalization;
using System.Text.RegularExpressions;
using Ipc.Platform.CrashPoints;

namespace Ipc.Tests.Layout;

/// <summary>What the design says of single steps and of stores that pair with loads, held against the code.</summary>
public sealed partial class DesignTests
{
    [Fact]
    public void Every_crash_step_stands_in_the_protocols()
    {
        IEnumerable<(int, string)> written = StepRow().Matches(Page("protocols.md"))
            .Select(match => (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value));
        Assert.Equal(Enum.GetValues<CrashStep>().Where(step => step != CrashStep.None).Select(step => ((int)step, step.ToString())), written);
    }

    [Fact]
    public void Every_crash_step_is_reached_at_one_place_at_least()
    {
        string[] reached = [.. Sources().SelectMany(text => Reached().Matches(text)).Select(match => match.Groups[1].Value).Distinct()];
        Assert.Equal([], Enum.GetNames<CrashStep>().Except(reached).Except([nameof(CrashStep.None)]));
    }

    [Fact]
    public void Every_sync_point_has_two_sides_in_the_code_and_a_line_in_the_design()
    {
        Dictionary<string, int> marks = Sources().SelectMany(text => Mark().Matches(text))
            .GroupBy(match => match.Groups[1].Value)
            .ToDictionary(group => group.Key, group => group.Count());
        IEnumerable<string> written = PairRow().Matches(Page("ordering.md")).Select(match => match.Groups[1].Value);
        Assert.Equal(marks.Keys.Order(), written.Order());
        Assert.DoesNotContain(marks, mark => mark.Value < 2);
    }

    [Fact]
    public void Every_error_has_a_line_that_says_what_to_do()
    {
        IEnumerable<string> written = ErrorRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md")))
            .Select(match => match.Groups[1].Value);
        Assert.Equal(Enum.GetNames<IpcError>().Order(), written.Order());
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "design", name));

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src", "Core"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex StepRow();

    [GeneratedRegex(@"CrashStep\.(\w+)")]
    private static partial Regex Reached();

    [GeneratedRegex(@"SYNC POINT ([a-z]+(?:-[a-z]+)*)")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\| `Ipc(\w+)`[^|]* \| [^|]{10,} \| [^|]{10,} \|$", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();

    [GeneratedRegex(@"^\| ([a-z]+(?:-[a-z]+)*) \|", RegexOptions.Multiline)]
    private static partial Regex PairRow();
}
