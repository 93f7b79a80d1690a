using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a dictionary and a set have in common: entries by their keys.</summary>
/// <typeparam name="T">The object.</typeparam>
/// <typeparam name="TSpec">What it is made of.</typeparam>
internal abstract class EntryDescriptor<T, TSpec> : ObjectDescriptor<T, TSpec>
    where T : IpcObject
    where TSpec : IpcSpec
{
    public sealed override IReadOnlyList<string> ParameterNames => ["CaseSensitive"];

    // Address space is the only cost. Falls back to less where that is limited.
    public sealed override long Reserve => 1L << 36;

    public sealed override SpinPolicy MutexSpin => SpinPolicy.ForMany;

    public sealed override void WakeEveryone(Region region) => region.Mutex.WakeAll();

    public sealed override void Repair(Region region) => new EntryTable(region).Repair();

    public sealed override ObjectFacts Read(in RegionView view) => new()
    {
        Count = (long)Math.Min(view.U64(EntryTable.CountAt), long.MaxValue),
        Details = view.Header.Parameter(0) != 0 ? "case-sensitive" : "",
    };

    protected static RegionPlan Plan(bool caseSensitive) => new([caseSensitive ? 1ul : 0], ChunkPool.ChunkSize);
}
