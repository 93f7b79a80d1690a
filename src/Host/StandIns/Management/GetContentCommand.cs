using System.Management.Automation;
using System.Text;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Get-Content, files only.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class GetContentCommand : PathCommand
{
    /// <summary>The whole file as one string.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Only the first so many lines.</summary>
    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0, long.MaxValue)]
    public long TotalCount { get; set; } = long.MaxValue;

    /// <summary>Only the last so many lines.</summary>
    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>How the text is encoded, where the file doesn't say it.</summary>
    [Parameter]
    public string? Encoding { get; set; }

    /// <inheritdoc/>
    protected override void ProcessPath(string path)
    {
        Encoding encoding = TextEncoding.Find(Encoding);
        foreach (string file in FindFiles(path))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(stream, encoding);
            if (Raw)
            {
                WriteObject(reader.ReadToEnd());
            }
            else if (Tail is int tail)
            {
                WriteObject(ReadLines(reader).TakeLast(tail), enumerateCollection: true);
            }
            else
            {
                WriteLines(reader);
            }
        }
    }

    private static IEnumerable<string> ReadLines(StreamReader reader)
    {
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }

    private void WriteLines(StreamReader reader)
    {
        long left = TotalCount;
        while (left-- > 0 && !Stopping && reader.ReadLine() is string line)
        {
            WriteObject(line);
        }
    }
}
