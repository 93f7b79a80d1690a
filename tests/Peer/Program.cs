using System.Runtime.InteropServices;

namespace Ipc.Tests.Peer;

/// <summary>
/// A second process for the tests: reads commands from its standard input, one a line, carries each out on its main
/// thread and answers with one line. It uses Core as any C# program would. An error is answered as "error" and its
/// <see cref="IpcError"/>; the end of the input ends it.
/// </summary>
internal static partial class Program
{
    private static readonly TimeSpan s_lookForParent = TimeSpan.FromSeconds(2);

    private static int Main()
    {
        // A test run that is killed leaves nobody waiting for ever.
        int parent = getppid();
        using Timer orphan = new(_ => EndWithParent(parent), null, s_lookForParent, s_lookForParent);
        using Session session = new();
        Answer("hello");
        while (Console.In.ReadLine() is string line)
        {
            string[] words = line.Split(' ');
            try
            {
                Answer(session.Run(words[0], words[1..]));
            }
            catch (IpcException e)
            {
                session.LastError = e.Message;
                Answer($"error {e.Error}");
            }
            catch (Exception e)
            {
                Answer($"failed {e.GetType().Name}: {e.Message}".ReplaceLineEndings(" "));
            }
        }

        return 0;
    }

    private static void EndWithParent(int parent)
    {
        if (getppid() != parent)
        {
            Environment.Exit(1);
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int getppid();

    /// <summary>Writes one line, at once.</summary>
    internal static void Answer(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
