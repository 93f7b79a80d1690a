using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ipc.CrashPoints;
using Ipc.Native;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

internal sealed unsafe partial class Region
{
    /// <summary>
    /// Makes a region. (1) A file without a name is made and its memory reserved; (2) header and payload are written;
    /// (3) this process takes the first slot; (4) the file gets its name in one step that fails if the name is taken.
    /// Nobody ever sees it half made, and a process that dies before step 4 leaves nothing.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.NoSpace"/>, <see cref="IpcError.InvalidName"/>,
    /// <see cref="IpcError.AccessDenied"/>.
    /// </exception>
    public static Region Create(RegionSpec spec, RegionRules rules, Action<Region>? initialise = null)
    {
        if (spec.Name is not null)
        {
            IpcName.Validate(spec.Name);
        }

        RegionFolder folder = RegionFolder.Default;
        Leftovers.SweepOnce(folder);
        string id = spec.Name ?? IpcName.NewAnonymousId();

        SafeFileHandle file = OpenPatiently(folder.Path, Libc.O_TMPFILE | Libc.O_RDWR | Libc.O_CLOEXEC);
        if (file.IsInvalid)
        {
            throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"The {KindName(spec.Kind)} could not be made in '{folder.Path}'");
        }

        Region region;
        try
        {
            Reserve(file, 0, RegionLayout.PageSize, KindName(spec.Kind));
            if (spec.DataSize > 0)
            {
                Reserve(file, RegionLayout.Data, spec.DataSize, KindName(spec.Kind));
            }

            region = Map(folder, file, RegionLayout.Data + spec.DataSize, spec.Reserve);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        region.Rules = rules;
        region.Id = id;
        region.Path = folder.FileOf(id);
        region.WriteHeader(spec);
        CrashPoint.Reach(CrashStep.CreateMapped);
        region.ClaimSlot();
        CrashPoint.Reach(CrashStep.CreateSlotTaken);
        region._handles = 1; // The creator's, before anybody else can find it and close it again.
        try
        {
            initialise?.Invoke(region);
            CrashPoint.Reach(CrashStep.CreateInitialised);
            RegionRegistry.Tell(region);
            RegionRegistry.Add(region);
            region.Publish();
        }
        catch
        {
            region._leaving = true;
            RegionRegistry.Forget(region);
            RegionRegistry.StopTelling(region);
            region.FreeMessages();
            region.LetGo();
            throw;
        }

        return region;
    }

    // Handles that nobody closed are closed when they are collected: before giving up, see whether that helps.
    private static SafeFileHandle OpenPatiently(string path, int flags)
    {
        for (int attempt = 0; ; attempt++)
        {
            SafeFileHandle file = Libc.open(path, flags, 0x180 /* 0600 */);
            if (!file.IsInvalid || attempt == 2 || Marshal.GetLastPInvokeError() is not (Errno.EMFILE or Errno.ENFILE))
            {
                return file;
            }

            int errno = Marshal.GetLastPInvokeError();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20); // What the finalizers have started runs on other threads.
            Marshal.SetLastPInvokeError(errno);
        }
    }

    private static Region Map(RegionFolder folder, SafeFileHandle file, long size, long reserve)
    {
        long length = Math.Max(size, reserve);
        while (true)
        {
            nint address = Libc.mmap(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, file, 0);
            if (address != -1)
            {
                return new Region(folder, file, (byte*)address, length, reserve > 0);
            }

            // Where address space is limited (ulimit -v), room to grow is what is done without first.
            if (length <= size)
            {
                throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"Mapping {length:N0} bytes failed");
            }

            length = Math.Max(size, length / 4);
        }
    }

    private void WriteHeader(RegionSpec spec)
    {
        Long(RegionLayout.MagicAt).Value = RegionLayout.Magic;
        Word(RegionLayout.VersionAt).Value = RegionLayout.Version;
        Word(RegionLayout.KindAt).Value = (uint)spec.Kind;
        Word(RegionLayout.FlagsAt).Value =
            (spec.Persistent ? RegionLayout.FlagPersistent : 0) | (spec.Name is null ? 0 : RegionLayout.FlagNamed);
        Long(RegionLayout.InstanceAt).Value = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(8));
        for (int i = 0; i < RegionLayout.ParameterCount; i++)
        {
            Long(RegionLayout.ParametersAt + (8 * i)).Value = spec.Parameters[i];
        }

        Long(RegionLayout.CreatedAt).Value = (ulong)DateTime.UtcNow.Ticks;
        Word(RegionLayout.CreatorAt).Value = (uint)Environment.ProcessId;
        int length = Encoding.UTF8.GetBytes(Id, Bytes(RegionLayout.NameAt, RegionLayout.LongestName));
        *(ushort*)(_base + RegionLayout.NameLengthAt) = (ushort)length;
        Word(RegionLayout.ChecksumAt).Value = RegionHeader.Checksum(Bytes(0, RegionLayout.PageSize));

        Long(RegionLayout.SizeAt).Value = (ulong)(spec.DataSize > 0 ? RegionLayout.Data + spec.DataSize : RegionLayout.PageSize);
        Word(RegionLayout.SlotLimitAt).Value = RegionLayout.FirstSlots;
        _state.Value = (uint)RegionState.Ready;
    }

    // SYNC POINT publish: the step that makes the region visible, after all that stands in it; see Region.Open. A link fails if the
    // name is taken, which a rename would not.
    private void Publish()
    {
        string self = $"/proc/self/fd/{(int)_file.DangerousGetHandle()}";
        for (int attempt = 0; ; attempt++)
        {
            if (Libc.linkat(Libc.AT_FDCWD, self, Libc.AT_FDCWD, Path, Libc.AT_SYMLINK_FOLLOW) == 0)
            {
                CrashPoint.Reach(CrashStep.CreatePublished);
                return;
            }

            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EEXIST)
            {
                throw SystemError.ToException(errno, $"The {Describe()} could not be made");
            }

            // What stands there may be the leftover of processes that were killed: looking at it removes it then.
            if (Leftovers.IsInUse(Folder, Id, out IpcKind kind) || attempt == 3)
            {
                throw new IpcException(
                    IpcError.AlreadyExists,
                    kind == 0
                        ? $"'{Path}' stands where the {KindName(Kind)} '{Id}' would be, and is not a sound Ipc object. Remove it with Remove-IpcObject -Force, or choose another name."
                        : $"There is an object named '{Id}' already ({WithArticle(kind)}). Open it with Get-Ipc{kind} -Name '{Id}', use -Force to make or open it, or choose another name.");
            }
        }
    }
}
