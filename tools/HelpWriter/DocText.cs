using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ipc.HelpWriter;

/// <summary>Doc comment XML as paragraphs of plain text.</summary>
internal sealed partial class DocText
{
    private readonly List<string> _paragraphs = [];
    private readonly StringBuilder _current = new();
    private readonly IReadOnlyDictionary<string, string> _commandNames;

    private DocText(IReadOnlyDictionary<string, string> commandNames) => _commandNames = commandNames;

    /// <summary>Reads nodes into paragraphs; lists give one for each item, code keeps its lines.</summary>
    /// <param name="nodes">The nodes of the comment.</param>
    /// <param name="commandNames">What a reference to a cmdlet's class is called: doc id to name.</param>
    public static IReadOnlyList<string> Read(IEnumerable<XNode>? nodes, IReadOnlyDictionary<string, string> commandNames)
    {
        DocText text = new(commandNames);
        text.Add(nodes ?? []);
        text.EndParagraph();
        return text._paragraphs;
    }

    /// <summary>
    /// The lines of a code element without the indentation that the documentation file gives to each but the first,
    /// which stands behind the tag.
    /// </summary>
    public static string ReadCode(XElement code)
    {
        string[] lines = code.Value.ReplaceLineEndings("\n").Trim('\n').TrimEnd().Split('\n');
        int first = Indentation(lines[0]);
        int shared = lines.Skip(first == 0 ? 1 : 0).Where(line => line.Trim().Length > 0).Select(Indentation)
            .DefaultIfEmpty(0).Min();
        if (first == 0)
        {
            shared = Math.Min(shared, FileIndentation);
            lines[0] = new string(' ', shared) + lines[0];
        }

        return string.Join('\n', lines.Select(line => line.Length >= shared ? line[shared..].TrimEnd() : string.Empty)).Trim('\n');
    }

    // What the compiler puts before each line of a comment.
    private const int FileIndentation = 12;

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    private static int Indentation(string line) => line.Length - line.TrimStart().Length;

    private void Add(IEnumerable<XNode> nodes)
    {
        foreach (XNode node in nodes)
        {
            if (node is XText text)
            {
                _current.Append(WhiteSpace().Replace(text.Value, " "));
            }
            else if (node is XElement element)
            {
                Add(element);
            }
        }
    }

    private void Add(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "para" or "item":
                AddBlock(element);
                break;
            case "list":
                AddList(element);
                break;
            case "code":
                EndParagraph();
                _paragraphs.Add(ReadCode(element));
                break;
            case "see" or "seealso" or "paramref" or "typeparamref":
                _current.Append(NameOf(element));
                break;
            default:
                Add(element.Nodes());
                break;
        }
    }

    private void AddBlock(XElement element)
    {
        EndParagraph();
        Add(element.Nodes());
        EndParagraph();
    }

    private void AddList(XElement list)
    {
        foreach (XElement item in list.Elements("item"))
        {
            EndParagraph();
            _current.Append("- ");
            if (item.Element("term") is { } term)
            {
                Add(term.Nodes());
                _current.Append(": ");
            }

            Add((item.Element("description") ?? item).Nodes().Where(node => node is not XElement { Name.LocalName: "term" }));
        }

        EndParagraph();
    }

    private void EndParagraph()
    {
        string text = WhiteSpace().Replace(_current.ToString(), " ").Trim();
        _current.Clear();
        if (text.Length > 0)
        {
            _paragraphs.Add(text);
        }
    }

    /// <summary>What a reference is called: its own text, the cmdlet, or the last part of the member's name.</summary>
    private string NameOf(XElement reference)
    {
        if (reference.Value.Trim() is { Length: > 0 } own)
        {
            return own;
        }

        string name = (reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name")
            ?? reference.Attribute("href"))?.Value ?? string.Empty;
        if (reference.Attribute("cref") is null)
        {
            return name;
        }

        return _commandNames.TryGetValue(name, out string? command)
            ? command
            : name.Split('(')[0].Split('.', ':')[^1].Split('`')[0];
    }
}
