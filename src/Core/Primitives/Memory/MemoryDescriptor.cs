using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What a memory is.</summary>
internal sealed class MemoryDescriptor : LockableDescriptor<IpcMemory, IpcMemorySpec>
{
    public static readonly MemoryDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Memory;

    public override IReadOnlyList<string> ParameterNames => ["Size"];

    public override ObjectFacts Read(in RegionView view) => base.Read(view) with
    {
        Count = (long)view.Header.Parameter(0),
        Capacity = (long)view.Header.Parameter(0),
    };

    protected override RegionPlan Plan(IpcMemorySpec spec)
    {
        long size = SizeOf(spec);
        return new RegionPlan([(ulong)size], PayloadRoom.DataSize(size));
    }

    protected override void Initialise(Region region, IpcMemorySpec spec)
    {
        if (spec.Initial is null && spec.Path is null)
        {
            return;
        }

        // Not yet visible to anybody: written through a handle that is not counted.
        IpcMemory memory = new(region);
        GC.SuppressFinalize(memory);
        if (spec.Path is { } path)
        {
            memory.CopyFromFile(path);
        }
        else
        {
            spec.Initial!.Value.Span.CopyTo(memory.AsSpan(0, spec.Initial.Value.Length));
        }
    }

    protected override IpcMemory Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

    private static long SizeOf(IpcMemorySpec spec)
    {
        long given = spec.Path is null ? spec.Initial?.Length ?? 0 : new FileInfo(spec.Path).Length;
        string what = spec.Path is null ? "the initial bytes" : $"'{spec.Path}'";
        if (spec.Path is not null && given == 0 && spec.Size == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(spec), $"{what} has no bytes, and a memory has one or more. Give a size.");
        }

        long size = spec.Size == 0 ? given : spec.Size;
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, IpcMemory.MaximumSize, nameof(spec));
        return given <= size
            ? size
            : throw new ArgumentOutOfRangeException(nameof(spec), $"The {given:N0} bytes of {what} do not fit in {size:N0}.");
    }

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
