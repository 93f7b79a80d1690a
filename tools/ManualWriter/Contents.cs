using System.Text.RegularExpressions;

namespace Ipc.ManualWriter;

/// <summary>What the manual has, section by section: the one place to change when a page is to be in it.</summary>
internal static partial class Contents
{
    /// <summary>The first section, whose first page is the manual's.</summary>
    public const string Start = "Start";

    /// <summary>The section of the kinds of objects.</summary>
    public const string Kinds = "Kinds";

    /// <summary>The section of the cmdlets.</summary>
    public const string Cmdlets = "Cmdlets";

    /// <summary>The file that stands for its folder.</summary>
    public const string FolderPage = "README.md";

    /// <summary>The pages in the order of the contents.</summary>
    public static IEnumerable<PageSource> Read(string root, CommandHelpFile help) =>
    [
        Markdown(root, Start, "docs/README.md", "index.html"),
        Markdown(root, Start, "README.md", "overview.html") with { Title = "At a glance" },
        Markdown(root, Start, "docs/from-python.md", "from-python.html"),
        .. Folder(root, Kinds, "docs/kinds", "kinds", "*.md"),
        new PageSource(PageKind.CmdletList, Cmdlets, "", "cmdlets/index.html", "All cmdlets"),
        .. help.Commands.Select(name => new PageSource(PageKind.Cmdlet, Cmdlets, name, $"cmdlets/{name}.html", name)),
        .. Folder(root, "Recipes", "examples/recipes", "recipes", "*.md"),
        .. Folder(root, "Recipes", "examples/recipes", "recipes", "*.ps1"),
        Markdown(root, "Reference", "docs/errors.md", "errors.html"),
        Markdown(root, "Reference", "docs/objects.md", "objects.html"),
        Markdown(root, "Reference", "docs/session.md", "session.html"),
        .. Folder(root, "Topics", "en-US", "topics", "about_*.help.txt"),
        .. Folder(root, "Design", "docs/design", "design", "*.md"),
        Markdown(root, "Project", "CONTRIBUTING.md", "project/contributing.html"),
        Markdown(root, "Project", "SECURITY.md", "project/security.html"),
        Markdown(root, "Project", "CHANGELOG.md", "project/changelog.html"),
    ];

    /// <summary>
    /// A page for a file or folder that a page leads to and that the contents do not have; null if there is none.
    /// </summary>
    public static PageSource? Linked(string root, string source)
    {
        string path = Path.Combine(root, source);
        if (Directory.Exists(path))
        {
            return new PageSource(PageKind.Folder, "", source, $"files/{source}/index.html", source);
        }

        return !File.Exists(path) ? null
            : Path.GetExtension(source) == ".md" ? Markdown(root, "", source, $"files/{source[..^3]}.html")
            : new PageSource(PageKind.Code, "", source, $"files/{source}.html", Path.GetFileName(source));
    }

    // The page that stands for the folder comes first, the others in order of name.
    private static IEnumerable<PageSource> Folder(
        string root, string section, string folder, string target, string pattern) =>
        new DirectoryInfo(Path.Combine(root, folder)).GetFiles(pattern)
            .OrderBy(file => file.Name != FolderPage).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => OneOf(root, section, $"{folder}/{file.Name}", target));

    private static PageSource OneOf(string root, string section, string source, string target)
    {
        string name = Path.GetFileName(source);
        string stem = name.Split('.')[0];
        return Path.GetExtension(name) switch
        {
            ".md" => Markdown(root, section, source, $"{target}/{(name == FolderPage ? "index" : stem)}.html"),
            ".txt" => new PageSource(PageKind.Topic, section, source, $"{target}/{stem}.html", stem),
            _ => new PageSource(PageKind.Code, section, source, $"{target}/{stem}.html", stem),
        };
    }

    private static PageSource Markdown(string root, string section, string source, string target)
    {
        Match title = Heading().Match(File.ReadAllText(Path.Combine(root, source)));
        string name = title.Success ? title.Groups[1].Value.Trim() : source;
        return new PageSource(PageKind.Markdown, section, source, target, name);
    }

    [GeneratedRegex("^# (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
