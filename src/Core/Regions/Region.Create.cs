using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;

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
    public static Region Create(RegionSpec spec, KindDescriptor descriptor, Action<Region> initialise)
    {
        if (spec.Name is not null)
        {
            IpcName.Validate(spec.Name);
        }

        RegionFolder folder = RegionFolder.Default;
        Leftovers.SweepOnce(folder);
        string id = spec.Name ?? IpcName.NewAnonymousId();

        RegionFile file = RegionFile.Create(folder, descriptor.Name);
        Region region;
        try
        {
            file.Reserve(0, RegionLayout.PageSize, descriptor.Name);
            if (spec.Plan.DataSize > 0)
            {
                file.Reserve(RegionLayout.Data, spec.Plan.DataSize, descriptor.Name);
            }

            region = Map(folder, file, RegionLayout.Data + spec.Plan.DataSize, descriptor.ReserveFor(spec.Plan[0]));
        }
        catch
        {
            file.Dispose();
            throw;
        }

        region.Descriptor = descriptor;
        region.Id = id;
        region.Path = folder.FileOf(id);
        region.WriteHeader(spec);
        CrashPoint.Reach(CrashStep.CreateMapped);
        region.ClaimSlot();
        CrashPoint.Reach(CrashStep.CreateSlotTaken);
        region._handles = 1; // The creator's, before anybody else can find it and close it again.
        try
        {
            initialise(region);
            CrashPoint.Reach(CrashStep.CreateInitialised);
            RegionRegistry.Subscribe(region);
            RegionRegistry.Add(region);
            region.Publish();
        }
        catch
        {
            region._leaving = true;
            RegionRegistry.Forget(region);
            RegionRegistry.Unsubscribe(region);
            region.FreeMessages();
            region.ReleaseResources();
            throw;
        }

        return region;
    }

    private static Region Map(RegionFolder folder, RegionFile file, long size, long reserve) =>
        new(folder, file, RegionMapping.Map(file, size, reserve), grows: reserve > 0);

    private void WriteHeader(RegionSpec spec)
    {
        Long(RegionLayout.MagicAt).Value = RegionLayout.Magic;
        Word(RegionLayout.VersionAt).Value = RegionLayout.Version;
        Word(RegionLayout.KindAt).Value = (uint)Descriptor.Kind;
        Word(RegionLayout.FlagsAt).Value = (spec.Persistent ? RegionLayout.FlagPersistent : 0)
            | (spec.Name is null ? 0 : RegionLayout.FlagNamed)
            | (spec.Internal ? RegionLayout.FlagInternal : 0);
        Long(RegionLayout.InstanceAt).Value = NewInstance();
        for (int i = 0; i < RegionLayout.ParameterCount; i++)
        {
            Long(RegionLayout.ParametersAt + (8 * i)).Value = spec.Plan[i];
        }

        Long(RegionLayout.CreatedAt).Value = (ulong)DateTime.UtcNow.Ticks;
        Word(RegionLayout.CreatorAt).Value = (uint)Environment.ProcessId;
        int length = Encoding.UTF8.GetBytes(Id, Bytes(RegionLayout.NameAt, RegionLayout.LongestName));
        *(ushort*)(_base + RegionLayout.NameLengthAt) = (ushort)length;
        Word(RegionLayout.ChecksumAt).Value = RegionHeader.Checksum(Bytes(0, RegionLayout.PageSize));

        Long(RegionLayout.SizeAt).Value = (ulong)(spec.Plan.DataSize > 0 ? RegionLayout.Data + spec.Plan.DataSize : RegionLayout.PageSize);
        Word(RegionLayout.SlotLimitAt).Value = RegionLayout.FirstSlots;
        _state.Value = (uint)RegionState.Ready;
    }

    // Not by OpenSSL, which opens files when it is first used, and never recovers if there are none to be had.
    private static ulong NewInstance()
    {
        Span<ulong> random = stackalloc ulong[2];
        Guid.NewGuid().TryWriteBytes(MemoryMarshal.AsBytes(random));
        return random[0] ^ BitOperations.RotateLeft(random[1], 7); // What is the same in all of them differs by place.
    }

    // SYNC POINT publish: the step that makes the region visible, after all that stands in it; see Region.Open.
    private void Publish()
    {
        for (int attempt = 0; ; attempt++)
        {
            if (_file.TryPublish(Path, Describe()))
            {
                CrashPoint.Reach(CrashStep.CreatePublished);
                return;
            }

            // What stands there may be the leftover of processes that were killed: looking at it removes it then.
            if (Leftovers.IsInUse(Folder, Id, out IpcKind kind) || attempt == 3)
            {
                throw new IpcException(
                    IpcError.AlreadyExists,
                    kind == 0
                        ? $"'{Path}' stands where the {Descriptor.Name} '{Id}' would be, and is not a sound Ipc "
                            + "object. "
                            + $"Choose another name. {Advice.For(IpcAdvice.RemoveDamagedFile)}"
                        : $"There is an object named '{Id}' already ({KindTable.WithArticle(kind)}). "
                            + Advice.For(IpcAdvice.OpenExisting, kind, Id));
            }
        }
    }
}
