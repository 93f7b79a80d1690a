
namespace Ipc.Platform.Linux;

/// <summary>
/// Which file: by device and inode. A class, since tables with keys of a type by value are compiled anew in every
/// process.
/// </summary>
internal sealed record FileKey(ulong Device, ulong Inode)
{
    public static FileKey Of(in Libc.Statx file) => new(((ulong)file.DeviceMajor << 32) | file.DeviceMinor, file.Inode);
}
