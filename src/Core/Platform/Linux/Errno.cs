namespace Ipc.Platform.Linux;

/// <summary>The error numbers of Linux that this library tells apart.</summary>
internal static class Errno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int EINTR = 4;
    internal const int EWOULDBLOCK = 11;
    internal const int ENOMEM = 12;
    internal const int EACCES = 13;
    internal const int EEXIST = 17;
    internal const int EISDIR = 21;
    internal const int EMFILE = 24;
    internal const int ENFILE = 23;
    internal const int ENXIO = 6;
    internal const int ENOSPC = 28;
    internal const int ENOSYS = 38;
    internal const int ELOOP = 40;
    internal const int EDQUOT = 122;
}
