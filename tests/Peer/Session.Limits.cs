using System.Globalization;
using System.Runtime.InteropServices;
using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Tests.Peer;

/// <summary>Less room than there was: files, memory, address space, participants.</summary>
internal sealed partial class Session
{
    private const int AddressSpace = 9; // RLIMIT_AS

    private void AddLimits()
    {
        _commands["exhaust"] = _ => Done(Exhaust);

        // fill, unfill: the file system that the objects are on
        _commands["fill"] = _ => Done(Fill);
        _commands["unfill"] = _ => Done(() => File.Delete(Filling));

        // address-space <MiB more than now> or "all"
        _commands["address-space"] = words => Done(() => LimitAddressSpace(words[0] == "all" ? null : Int(words[0])));

        // join: as another participant, without end; says how many there are
        _commands["join"] = _ => Number(Join());
    }

    private static string Filling => Path.Combine(RegionFolder.Default.Path, "filling");

    private int Join()
    {
        IpcObject target = _object!;
        RegionRegistry.Forget(target.Region);
        RegionRegistry.Forget(Region.Open(target.Id, target.Region.Descriptor));
        return target.Region.CountParticipants();
    }

    private static void Fill()
    {
        using FileStream file = new(Filling, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in (int[])[65536, 4096])
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
            }
        }
    }

    private static void LimitAddressSpace(int? more)
    {
        ulong pages = ulong.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], CultureInfo.InvariantCulture);
        Limit limit = default;
        int result = getrlimit(AddressSpace, ref limit);
        limit.Soft = more is null ? limit.Hard : (pages * (ulong)Environment.SystemPageSize) + ((ulong)more << 20);
        if (result != 0 || setrlimit(AddressSpace, in limit) != 0)
        {
            throw new InvalidOperationException("The limit was not set.");
        }
    }

    // Takes every descriptor that this process may have.
    private void Exhaust()
    {
        try
        {
            while (true)
            {
                _files.Add(File.OpenHandle("/dev/null"));
            }
        }
        catch (IOException)
        {
        }
    }

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int getrlimit(int resource, ref Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int setrlimit(int resource, in Limit limit);
}
