using System.Text;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// How each cmdlet fails, held against the table of <c>docs/errors.md</c>: what was not got never looks got. With
/// <c>IPC_WRITE_DOCS=1</c> what was found is written there instead.
/// </summary>
public sealed class FailureTableTests : ShellTests
{
    private const string Prelude = """
        $n, $no, $no2 = $args[0], "$($args[0])-no", "$($args[0])-no2"
        $held, $heldValue = (New-IpcLock), (New-IpcValue 1)
        foreach ($one in $held, $heldValue) { $null = $one.TryEnter([timespan]::Zero, 77, [Threading.CancellationToken]::None) }
        $full = New-IpcQueue -Capacity 1
        1 | Send-IpcQueue $full
        """;

    private static readonly string s_page = Path.Combine(Repository.Root, "docs", "errors.md");

    public static TheoryData<string> Rows => [.. FailureRows.All.Select(row => row.Cmdlet)];

    public override void Dispose()
    {
        Shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        base.Dispose();
    }

    [Fact]
    public void Each_cmdlet_has_a_row() => Assert.Equal(
        ManifestTests.ExportedNames.Order(StringComparer.Ordinal),
        FailureRows.All.Select(row => row.Cmdlet).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_cmdlet_fails_as_the_table_says(string cmdlet)
    {
        FailureRow row = FailureRows.All.Single(row => row.Cmdlet == cmdlet);
        string[] cells =
        [
            Try(row, row.One),
            Try(row, row.Several),
            Try(row, row.Piped),
            Try(row, row.Late),
            Try(row, row.InTime),
            row.QuietLate is null ? "" : $"{Try(row, row.QuietInTime)}, {Try(row, row.QuietLate)}",
        ];
        Assert.StartsWith("ends ", cells[0], StringComparison.Ordinal);
        Assert.Contains(Try(row, row.OnlyPiped), new[] { "", cells[0], "ends `IpcNotFound`", "ends `IpcNotSupported`" });
        Assert.Contains(Try(row, row.Plain), new[] { "", "nothing" });

        // What -ErrorAction says on the call itself holds: no error is shown, and the next line runs.
        Assert.Equal("nothing", Try(row, row.One.Replace(cmdlet, $"{cmdlet} -ErrorAction Ignore", StringComparison.Ordinal)));
        string found = $"| `{cmdlet}` |{string.Concat(cells.Select(cell => cell.Length == 0 ? " |" : $" {cell} |"))}";
        if (Environment.GetEnvironmentVariable("IPC_WRITE_DOCS") == "1")
        {
            Write(found);
        }

        Assert.Contains(found, File.ReadAllLines(s_page));
    }

    // What a script sees: the word of the table.
    private string Try(FailureRow row, string? script)
    {
        if (script is null)
        {
            return "";
        }

        Shell.Run("Remove-IpcObject \"$($args[0])*\"", Name);
        ShellResult result = Shell.Try(
            $"{Prelude}\n{row.Setup}\ntry {{ {script}; 'next' }} catch {{ \"ends $($_.FullyQualifiedErrorId.Split(',')[0])\" }}",
            Name);
        string last = Assert.IsType<string>(result.Output[^1]);
        if (last != "next")
        {
            Assert.Empty(result.Errors);
            return $"ends `{last[5..]}`";
        }

        object?[] output = [.. result.Output.SkipLast(1)];
        return result.Errors.Count > 0 ? $"goes on `{Assert.Single(result.ErrorIds.Distinct())}`"
            : output.Length == 0 ? "nothing"
            : output.Length == 1 && output[0] is bool answer ? answer ? "`$true`" : "`$false`"
            : "what came";
    }

    // In the order of the rows.
    private static void Write(string found)
    {
        List<string> lines = [.. File.ReadAllLines(s_page)];
        int first = lines.FindIndex(line => line.StartsWith("| cmdlet |", StringComparison.Ordinal)) + 2;
        int last = lines.FindIndex(first, line => !line.StartsWith('|'));
        last = last < 0 ? lines.Count : last;
        List<string> rows = [.. lines[first..last].Where(line => CmdletOf(line) != CmdletOf(found)), found];
        lines.RemoveRange(first, last - first);
        lines.InsertRange(first, rows.OrderBy(line => Array.FindIndex(FailureRows.All, row => row.Cmdlet == CmdletOf(line))));
        File.WriteAllText(s_page, string.Join('\n', lines) + "\n", new UTF8Encoding(false));

        static string CmdletOf(string line) => line.Split('`')[1];
    }
}
