using System.Xml;

namespace Ipc.ManualWriter;

/// <summary>
/// Makes the manual, a folder of HTML pages, from the pages of the repository and the help file of the cmdlets. They
/// need no server: addresses are relative, nothing is fetched, and without scripts all but the search is there.
/// </summary>
internal static class Program
{
    private const int Success = 0;
    private const int BrokenLinks = 1;
    private const int Usage = 64;
    private const int NotReadable = 66;

    private static int Main(string[] args)
    {
        if (args.Length != 3)
        {
            Console.Error.WriteLine("Usage: Ipc.ManualWriter <repository> <help.xml> <folder>");
            return Usage;
        }

        try
        {
            return Write(Path.GetFullPath(args[0]), args[1], Path.GetFullPath(args[2]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            Console.Error.WriteLine("Ipc.ManualWriter: " + exception.Message);
            return NotReadable;
        }
    }

    /// <summary>Writes all pages, then tells which links lead nowhere.</summary>
    private static int Write(string repository, string helpFile, string folder)
    {
        Manual manual = new(repository, helpFile);
        manual.Write(folder);
        foreach (string link in manual.Links.Broken)
        {
            Console.Error.WriteLine("Ipc.ManualWriter: " + link);
        }

        Console.WriteLine($"{manual.PageCount} pages in {folder}");
        return manual.Links.Broken.Count == 0 ? Success : BrokenLinks;
    }
}
