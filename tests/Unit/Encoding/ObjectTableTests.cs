using System.Globalization;
using System.Text;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Encoding;

/// <summary>
/// What becomes of each object of <c>Objects/cases.ps1</c> on each way to another process, held against <c>docs/objects.md</c> and against
/// what Start-Job gives. With <c>IPC_WRITE_DOCS=1</c> what was found is written instead.
/// </summary>
public sealed class ObjectTableTests : IDisposable
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "Unit", "Encoding", "Objects");
    private static readonly string s_cases = Path.Combine(s_folder, "cases.ps1");
    private static readonly string s_startJob = Path.Combine(s_folder, "start-job.tsv");
    private static readonly string s_table = Path.Combine(Repository.Root, "docs", "objects.md");
    private static readonly string s_shapes = Path.Combine(Repository.Root, "tests", "Shapes", "bin", Repository.Configuration, "net8.0", "Ipc.Tests.Shapes.dll");

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private readonly HostedShell _shell = new();

    private static bool Writes => Environment.GetEnvironmentVariable("IPC_WRITE_DOCS") == "1";

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Fact]
    public void Each_object_arrives_as_the_table_says_and_never_worse_than_with_a_job()
    {
        using RunningScript running = _shell.Begin("& $args[0] $args[1] $args[2]", Path.Combine(s_folder, "ours.ps1"), s_shapes, s_cases);
        ShellResult found = running.Wait(s_patience);
        Assert.Empty(found.Errors);
        ILookup<string, ObjectTableCell> ours = found.Output
            .Select(line => ObjectTableCell.Parse((string)line!))
            .ToLookup(cell => cell.Name);
        Dictionary<string, ObjectTableCell> theirs = File.ReadLines(s_startJob)
            .Where(line => !line.StartsWith('#'))
            .Select(line => ObjectTableCell.Parse("Start-Job\t" + line))
            .ToDictionary(cell => cell.Name);
        string[] names = [.. _shell.Run("(. $args[0]).ForEach{ \"$($_.Section)`t$($_.Name)\" }", s_cases).Select(name => (string)name!)];

        string table = Render(names, ours, theirs);
        if (Writes)
        {
            File.WriteAllText(s_table, table);
        }

        Assert.Equal(File.ReadAllText(s_table), table);
        string[] worse = [.. ours.SelectMany(row => row).Where(cell => cell.IsWorseThan(theirs[cell.Name])).Select(cell => $"{cell.Way}: {cell.Name}: {cell.Words}, {cell.Kept} of {cell.All}")];
        string[] refused = [.. new[] { "[pscredential]", "[securestring]" }.SelectMany(name => ObjectTableCell.Ways.Select(way => $"{way}: {name}: refused: IpcNotSupported, 0 of 1"))];
        string expected = string.Join('\n', refused.Order(StringComparer.Ordinal));
        string actual = string.Join('\n', worse.Order(StringComparer.Ordinal));
        Assert.True(expected == actual, actual);
    }

    [SkippableFact]
    [Trait("Category", "Soak")]
    public void What_is_said_of_Start_Job_is_so()
    {
        (int exitCode, string output, string error) = RealPwsh.Run(
            "-Command",
            $"\"# PowerShell $($PSVersionTable.PSVersion.Major).$($PSVersionTable.PSVersion.Minor)\"; & '{s_folder}/start-job.ps1' '{s_shapes}' '{s_cases}' '{Repository.Manifest}'");
        Assert.True(exitCode == 0, output + error);
        if (Writes)
        {
            File.WriteAllText(s_startJob, output);
        }

        string recorded = File.ReadAllText(s_startJob);
        Skip.If(output.Split('\n')[0] != recorded.Split('\n')[0], $"What was recorded is of another version: {recorded.Split('\n')[0]}.");
        Assert.Equal(recorded, output);
    }

    private static string Render(string[] names, ILookup<string, ObjectTableCell> ours, Dictionary<string, ObjectTableCell> theirs)
    {
        StringBuilder text = new(File.ReadAllText(Path.Combine(s_folder, "head.md")));
        foreach (string line in names)
        {
            string[] parts = line.Split('\t');
            if (parts[0].Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {parts[0]}\n\n| object | {string.Join(" | ", ObjectTableCell.Ways.Select(way => way == "using" ? "`$using:`" : way))} | `Start-Job` |\n");
                text.Append(string.Concat(Enumerable.Repeat("| --- ", ObjectTableCell.Ways.Length + 2))).Append("|\n");
                continue;
            }

            Dictionary<string, ObjectTableCell> row = ours[parts[1]].ToDictionary(cell => cell.Way);
            string first = row[ObjectTableCell.Ways[0]].Words;
            IEnumerable<string> rest = ObjectTableCell.Ways[1..].Select(way => row[way].Words == first ? "=" : row[way].Words);
            text.Append(CultureInfo.InvariantCulture, $"| {Code(parts[1])} | {string.Join(" | ", rest.Prepend(first).Select(Shown))} | {Shown(theirs[parts[1]].Words)} |\n");
        }

        return text.ToString();
    }

    private static string Shown(string words) => words is "same" or "=" or "nothing" || words.StartsWith("refused", StringComparison.Ordinal) ? words : Code(words);

    // What begins like a type or an expression is one; a comma ends it.
    private static string Code(string words) => words.Contains('`', StringComparison.Ordinal) ? words : $"`{words}`";
}
