using System.Text;

namespace Ipc.ManualWriter;

/// <summary>All pages, and what they share.</summary>
internal sealed class Manual
{
    private static readonly string[] s_shared = ["manual.css", "manual.js"];

    private readonly string _root;
    private readonly PageSource[] _contents;
    private readonly PageWriters _writers;
    private readonly SearchIndex _search = new();

    /// <summary>Reads what there is.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="helpFile">The help file of the cmdlets.</param>
    public Manual(string root, string helpFile)
    {
        CommandHelpFile help = new(helpFile);
        _root = root;
        _contents = [.. Contents.Read(root, help)];
        Links = new Links(root, _contents);
        _writers = new PageWriters(root, help, Links);
    }

    /// <summary>Where links lead.</summary>
    public Links Links { get; }

    /// <summary>How many pages were written.</summary>
    public int PageCount { get; private set; }

    /// <summary>Writes all of it into a folder, whose former pages go.</summary>
    public void Write(string folder)
    {
        Clear(folder);
        PageFrame frame = new(_contents);
        while (Links.TryNext(out PageSource page))
        {
            string body = _writers.Write(page);
            WriteText(folder, page.Path, frame.Around(page, body));
            _search.Add(page, body);
            PageCount++;
        }

        WriteText(folder, "search-index.js", _search.ToScript());
        CopyShared(folder);
    }

    // Only a folder that is empty or has a manual is anybody's to clear.
    private static void Clear(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(Path.Combine(folder, s_shared[0])))
            {
                throw new IOException($"{folder} has other files. Name an empty folder, or one that has a manual.");
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private void CopyShared(string folder)
    {
        foreach (string name in s_shared)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "site", name), Path.Combine(folder, name));
        }

        foreach (string picture in Links.Assets)
        {
            string target = Path.Combine(folder, Links.AssetPath(picture));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(_root, picture), target);
        }
    }

    private static void WriteText(string folder, string path, string text)
    {
        string target = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
