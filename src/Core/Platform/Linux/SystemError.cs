using Ipc.Model;

namespace Ipc.Platform.Linux;

/// <summary>Turns error numbers of the system into this library's errors.</summary>
internal static class SystemError
{
    public static IpcException ToException(int errno, string what)
    {
        string reason = System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno);
        return errno switch
        {
            Errno.ENOENT => new IpcException(IpcError.NotFound, $"{what}: {reason}."),
            Errno.EEXIST => new IpcException(IpcError.AlreadyExists, $"{what}: {reason}."),
            Errno.EACCES or Errno.EPERM => new IpcException(IpcError.AccessDenied, $"{what}: {reason}."),
            Errno.ENOSPC or Errno.EDQUOT => new IpcException(
                IpcError.NoSpace,
                $"{what}: the shared memory is used up. {Advice.For(IpcAdvice.FreeMemory)}"),
            Errno.EMFILE or Errno.ENFILE => new IpcException(
                IpcError.NoSpace, $"{what}: {reason}. Close objects you don't need, or raise the limit (ulimit -n)."),
            Errno.ENOMEM => new IpcException(IpcError.NoSpace, $"{what}: {reason}. Memory or address space is used "
                + "up: close objects you don't need, or raise the limit (ulimit -v, or the number of mappings in "
                + "vm.max_map_count)."),
            _ => new IpcException(IpcError.NotSupported, $"{what}: {reason} (error {errno})."),
        };
    }
}
