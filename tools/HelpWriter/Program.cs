using System.Management.Automation;
using System.Xml;

namespace Ipc.HelpWriter;

/// <summary>Turns the doc comments of the cmdlets into the help file that Get-Help reads.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int Incomplete = 1;
    private const int Usage = 64;
    private const int NotReadable = 66;

    private static int Main(string[] args)
    {
        if (args.Length != 3)
        {
            Console.Error.WriteLine("Usage: Ipc.HelpWriter <manifest.psd1> <doc.xml> <out.xml>");
            return Usage;
        }

        try
        {
            return Write(Path.GetFullPath(args[0]), args[1], Path.GetFullPath(args[2]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException or RuntimeException)
        {
            Console.Error.WriteLine("Ipc.HelpWriter: " + exception.Message);
            return NotReadable;
        }
    }

    /// <summary>Writes what there is, then tells what is missing.</summary>
    private static int Write(string manifest, string docFile, string helpFile)
    {
        IReadOnlyList<CommandHelp> commands = CommandHelpReader.Read(ModuleCommands.Read(manifest), DocComments.Load(docFile));
        Directory.CreateDirectory(Path.GetDirectoryName(helpFile)!);
        MamlWriter.Write(commands, helpFile);

        string[] missing = [.. HelpCheck.FindMissing(commands)];
        foreach (string line in missing)
        {
            Console.Error.WriteLine("Ipc.HelpWriter: " + line);
        }

        return missing.Length == 0 ? Success : Incomplete;
    }
}
