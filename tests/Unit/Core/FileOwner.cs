using System.Runtime.InteropServices;

namespace Ipc.Tests.Core;

/// <summary>Gives files to another user, and makes the files that .NET cannot make.</summary>
internal static partial class FileOwner
{
    public static int Change(string path, int user) => chown(path, user, -1);

    public static int MakePipe(string path) => mkfifo(path, 0x180);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, int mode);
}
