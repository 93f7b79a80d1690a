using System.Collections.Concurrent;

namespace Ipc.Regions;

/// <summary>
/// The participants of a region that this process knows to be dead. Mostly none, and so the table is made with the
/// first one: code for it would have to be compiled in every process that opens any region. Safe to call from any
/// thread, without a lock.
/// </summary>
internal sealed class DeadParticipants
{
    private ConcurrentDictionary<uint, bool>? _ids;

    public bool IsEmpty => Volatile.Read(ref _ids) is null or { IsEmpty: true };

    public IEnumerable<uint> All => Volatile.Read(ref _ids) is { } ids ? ids.Keys : [];

    public bool Contains(uint participant) => Volatile.Read(ref _ids) is { } ids && ids.ContainsKey(participant);

    public void Add(uint participant) =>
        LazyInitializer.EnsureInitialized(ref _ids, static () => new())[participant] = true;

    public void Remove(uint participant) => Volatile.Read(ref _ids)?.TryRemove(participant, out _);
}
