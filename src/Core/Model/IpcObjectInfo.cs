using Ipc.Model;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// What stands in an object's file at one moment, read without taking part in it: nobody is woken, and nothing is kept
/// alive.
/// </summary>
public sealed class IpcObjectInfo
{
    internal IpcObjectInfo()
    {
    }

    /// <summary>The name; null for an anonymous object.</summary>
    public string? Name { get; internal init; }

    /// <summary>
    /// By which it is opened: the name, or the random id of an anonymous object; for a damaged file the file's name.
    /// </summary>
    public string Id { get; internal init; } = "";

    /// <summary>What it is; null for a damaged file.</summary>
    public IpcKind? Kind { get; internal init; }

    /// <summary>Whether it is in use, kept, or damaged.</summary>
    public IpcObjectState State { get; internal init; }

    /// <summary>Whether it stays when its last holder leaves.</summary>
    public bool IsPersistent { get; internal init; }

    /// <summary>
    /// Whether it is the channel of a worker, or belongs to a pool: nobody made it by hand, and nobody but they use it.
    /// </summary>
    public bool IsInternal { get; internal init; }

    /// <summary>
    /// The ids of the processes that have it open and so keep it alive, as far as their ids mean something in this
    /// process. Who is inside its lock says <see cref="HeldBy"/>.
    /// </summary>
    public IReadOnlyList<int> Holders { get; internal init; } = [];

    /// <summary>
    /// The same processes with what they are called, such as <c>parser (4711)</c>: a worker by its name, another one by
    /// that of its program. Asked for when it is read.
    /// </summary>
    public IReadOnlyList<string> HolderNames => NamesOf(Holders);

    /// <summary>How many processes have it open, those of other pid namespaces (containers) included.</summary>
    public int HolderCount { get; internal init; }

    /// <summary>
    /// Who is inside the lock (at most one; in a lock set one for each lock that is held), or which processes have
    /// permits of the semaphore. Empty for other kinds, and when the last holder has died.
    /// </summary>
    public IReadOnlyList<IpcHolder> HeldBy { get; internal init; } = [];

    /// <summary>
    /// The ids of the processes that sleep until they get what they wait for: a lock, a message, room to send, a permit,
    /// an event, others at a barrier. As far as their ids mean something in this process; one for each waiting thread.
    /// Of those who wait for a lock, up to 64 threads are known.
    /// </summary>
    public IReadOnlyList<int> Waiters { get; internal init; } = [];

    /// <summary>The same with what they are called, as <see cref="HolderNames"/>.</summary>
    public IReadOnlyList<string> WaiterNames => NamesOf(Waiters);

    /// <summary>How many threads wait, those of other pid namespaces included.</summary>
    public int WaiterCount { get; internal init; }

    /// <summary>
    /// Messages waiting, elements, locks of a set, free permits, or parties and threads waiting, as the kind has it;
    /// null where nothing is counted.
    /// </summary>
    public long? Count { get; internal init; }

    /// <summary>The most that <see cref="Count"/> can be; null where there is no limit.</summary>
    public long? Capacity { get; internal init; }

    /// <summary>
    /// What else there is to say, in words: who is inside the lock and how many wait for it, whether the event is set.
    /// </summary>
    public string Details { get; internal init; } = "";

    /// <summary>The size of the file in bytes.</summary>
    public long Size { get; internal init; }

    /// <summary>When it was made; null for a damaged file.</summary>
    public DateTime? Created { get; internal init; }

    /// <summary>The id of the process that made it.</summary>
    public int Creator { get; internal init; }

    /// <summary>What is wrong with a damaged file, and what to do; null for a sound one.</summary>
    public IpcException? Problem { get; internal init; }

    /// <summary>Where the file is.</summary>
    public string Path { get; internal init; } = "";

    internal ulong Instance { get; init; }

    /// <summary>What a process of that id is called.</summary>
    internal Func<int, string> NameOf { get; init; } = static id => $"process ({id})";

    /// <summary>
    /// Lists every object of this user, by name. Leftovers of processes that were killed are cleared on the way.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AccessDenied"/> when the folder is not safe to use.
    /// </exception>
    public static IReadOnlyList<IpcObjectInfo> List() => IpcStore.Local.List();

    /// <summary>
    /// Deletes the file of a damaged object. A sound one has to be removed with <see cref="IpcObject.Remove()"/>, which
    /// tells those who wait on it.
    /// </summary>
    /// <returns>False when it was gone already.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/> when what stands there now is sound; <see cref="IpcError.AccessDenied"/>.
    /// </exception>
    public bool DeleteDamaged() => Kind is null
        ? IpcStore.Local.Remove(this)
        : throw new IpcException(IpcError.NotFound, $"'{Id}' is not damaged. {Advice.For(IpcAdvice.Remove)}");

    /// <inheritdoc/>
    public override string ToString() => Id;

    private IReadOnlyList<string> NamesOf(IReadOnlyList<int> processes) => [.. processes.Select(NameOf)];
}
