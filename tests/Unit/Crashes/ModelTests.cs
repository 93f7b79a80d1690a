using System.Text.RegularExpressions;

namespace Ipc.Tests.Crashes;

/// <summary>
/// The models of the lock, of the list and of messages that refer to objects in <c>docs/design/models</c>, in which spin tries every order of steps and
/// every death. That they find a mistake is shown by planting some.
/// </summary>
public sealed partial class ModelTests
{
    public static TheoryData<string, string> Sound => new()
    {
        { "lock", "" },
        { "list", "" },
        { "inflight", "" },
        { "inflight", "-DSENDERS=1 -DRECEIVERS=2" },
    };

    public static TheoryData<string, string> Larger => new()
    {
        { "list", "-DSENDERS=2 -DDEATHS=1" },
        { "list", "-DSENDERS=2 -DDEATHS=2" },
        { "inflight", "-DRECEIVERS=2 -DDEATHS=0" },
    };

    public static TheoryData<string, string> Planted => new()
    {
        { "lock", "PLANT_SLEEP_WITHOUT_FLAG" },
        { "lock", "PLANT_TAKE_BACK_REGARDLESS" },
        { "lock", "PLANT_SKIP_OWNER_CHECK" },
        { "lock", "PLANT_WAKE_BEFORE_FREE" },
        { "lock", "PLANT_TELL_AFTER_WAKING" },
        { "list", "PLANT_SLEEP_WITHOUT_FLAG" },
        { "list", "PLANT_TAKE_BACK_REGARDLESS" },
        { "list", "PLANT_LOOK_BEFORE_PREPARING" },
        { "list", "PLANT_PUBLISH_BEFORE_WRITE" },
        { "list", "PLANT_TELL_NOBODY" },
        { "inflight", "PLANT_PUBLISH_BEFORE_MARK" },
        { "inflight", "PLANT_SETTLE_WITHOUT_LOOKING" },
        { "inflight", "PLANT_TAKE_BEFORE_JOIN" },
        { "inflight", "PLANT_IGNORE_VERSION" },
        { "inflight", "PLANT_LEAVE_WITHOUT_LOOKING" },
        { "inflight", "PLANT_FORGET_PENDING" },
        { "inflight", "PLANT_TELL_WITHOUT_LOOKING" },
    };

    // Compiling a small search well takes longer than searching.
    private const string Quickly = "-O0";

    private static string Folder => Path.Combine(Repository.Root, "docs", "design", "models");

    [SkippableTheory]
    [MemberData(nameof(Sound))]
    public void No_order_of_steps_and_deaths_breaks_it(string model, string definitions) =>
        HoldsAlways(model, definitions, Quickly);

    [SkippableTheory]
    [MemberData(nameof(Larger))]
    [Trait("Category", "Soak")]
    public void No_order_of_more_steps_breaks_it(string model, string definitions) =>
        HoldsAlways(model, definitions, "-O2");

    private static void HoldsAlways(string model, string definitions, string optimisation)
    {
        (int errors, string output) = Search(model, optimisation, definitions.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(errors == 0, output);
    }

    [SkippableTheory]
    [MemberTurns(nameof(Planted), 4)]
    [Trait("Category", Turns.Category)]
    public void A_planted_mistake_is_found(string model, string mistake)
    {
        (int errors, string output) = Search(model, Quickly, $"-D{mistake}");
        Assert.True(errors > 0, output);
    }

    [Fact]
    public void Every_mistake_that_can_be_planted_is()
    {
        IEnumerable<string> possible = Directory.EnumerateFiles(Folder, "*.pml")
            .SelectMany(path => Plant().Matches(File.ReadAllText(path)))
            .Select(match => match.Value);
        Assert.Equal(possible.Distinct().Order(), Planted.Select(row => (string)row[1]).Distinct().Order());
    }

    private static (int Errors, string Output) Search(string model, string optimisation, params string[] definitions)
    {
        Skip.If(Repository.Find("spin") is null || Repository.Find("cc") is null, "spin, or a C compiler, is not "
            + "here: apt-get install spin gcc.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ipc-model-");
        try
        {
            foreach (string path in Directory.EnumerateFiles(Folder, "*.pml"))
            {
                File.Copy(path, Path.Combine(folder.FullName, Path.GetFileName(path)));
            }

            // It writes its program, and the way to an error, into the folder where it is started.
            string[] search = ["-C", folder.FullName, "spin", .. definitions, "-search", optimisation, $"{model}.pml"];
            (_, string output, string error) = ProgramRun.Run("env", search);
            Match found = Errors().Match(output);
            Assert.True(found.Success && !output.Contains("max search depth too small", StringComparison.Ordinal), output + error);
            return (int.Parse(found.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture), output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"errors: (\d+)")]
    private static partial Regex Errors();

    [GeneratedRegex(@"PLANT_[A-Z]+(?:_[A-Z]+)*")]
    private static partial Regex Plant();
}
