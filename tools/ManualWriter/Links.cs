namespace Ipc.ManualWriter;

/// <summary>
/// Where a link leads. What a page of the repository leads to is in the manual, too: a file that has no page there gets
/// one.
/// </summary>
internal sealed class Links
{
    private readonly string _root;
    private readonly Dictionary<string, PageSource> _bySource = new(StringComparer.Ordinal);
    private readonly Queue<PageSource> _unwritten = [];
    private readonly SortedSet<string> _assets = new(StringComparer.Ordinal);
    private readonly List<string> _broken = [];

    /// <summary>Knows the pages of the contents.</summary>
    public Links(string root, IEnumerable<PageSource> pages)
    {
        _root = root;
        foreach (PageSource page in pages)
        {
            Add(page);
        }
    }

    /// <summary>What leads nowhere: one line for each, with the page that has it.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>Pictures that pages show, by their path in the repository.</summary>
    public IEnumerable<string> Assets => _assets;

    /// <summary>The next page to be written; writing it may bring others.</summary>
    public bool TryNext(out PageSource page) => _unwritten.TryDequeue(out page!);

    /// <summary>The address of a picture beside all pages.</summary>
    public static string AssetPath(string source) => "pictures/" + Path.GetFileName(source);

    /// <summary>The address of one page of the manual, seen from another.</summary>
    public static string Relative(PageSource from, string to) =>
        string.Concat(Enumerable.Repeat("../", from.Path.Count(static letter => letter == '/'))) + to;

    /// <summary>
    /// The address of a page by what it is made of, seen from another page; null if it is not in the manual.
    /// </summary>
    public string? Find(PageSource from, string source) =>
        _bySource.TryGetValue(source, out PageSource? page) ? Relative(from, page.Path) : null;

    /// <summary>The address in the manual of what a page in Markdown leads to.</summary>
    public string Resolve(PageSource from, string address, bool isPicture)
    {
        if (address.StartsWith('#') || Uri.TryCreate(address, UriKind.Absolute, out _))
        {
            return address;
        }

        string[] parts = address.Split('#', 2);
        string fragment = parts.Length > 1 ? "#" + parts[1] : "";
        string path = Path.Combine(_root, Path.GetDirectoryName(from.Source) ?? "", parts[0]);
        string source = Path.GetRelativePath(_root, path).Replace('\\', '/').TrimEnd('/');
        if (isPicture && File.Exists(path))
        {
            _assets.Add(source);
            return Relative(from, AssetPath(source));
        }

        return Page(source) is { } page ? Relative(from, page.Path) + fragment : Fail(from, address);
    }

    // A folder is the page that stands for it.
    private PageSource? Page(string source)
    {
        if (_bySource.TryGetValue($"{source}/{Contents.FolderPage}", out PageSource? page)
            || _bySource.TryGetValue(source, out page))
        {
            return page;
        }

        page = Contents.Linked(_root, source);
        if (page is not null)
        {
            Add(page);
        }

        return page;
    }

    private void Add(PageSource page)
    {
        _bySource.Add(page.Source, page);
        _unwritten.Enqueue(page);
    }

    private string Fail(PageSource from, string address)
    {
        _broken.Add($"{from.Source} leads to {address}, which is not there.");
        return "#";
    }
}
