using Ipc.Model;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// What a kind of object is, in one place: what it is called, how much room it may grow into, whom to wake, and what to
/// put right after a death. One instance a kind, no state. The kind registers it in the <see cref="KindTable"/>.
/// </summary>
internal abstract class KindDescriptor
{
    /// <summary>Its number in shared memory.</summary>
    public abstract IpcKind Kind { get; }

    /// <summary>What an object of it is called in the middle of a sentence, without an article.</summary>
    public virtual string Name => Kind.ToString().ToLowerInvariant();

    /// <summary>The article before the name.</summary>
    public virtual string Article => "a";

    /// <summary>
    /// The names of the numbers that every opener must agree on, in the order of <see cref="RegionPlan.Parameters"/>.
    /// </summary>
    public virtual IReadOnlyList<string> ParameterNames => [];

    /// <summary>The error for a name that belongs to an object of another kind.</summary>
    public virtual IpcException WrongKind(string id, IpcKind found) => new(
        IpcError.KindMismatch,
        $"'{id}' is {KindTable.WithArticle(found)}, not {Article} {Name}. "
            + $"{Advice.For(IpcAdvice.OpenAsKind, found, id)}");

    /// <summary>
    /// Address space to keep for growth, in bytes from the start of the file; 0 for a kind that never grows.
    /// </summary>
    public virtual long Reserve => 0;

    /// <summary>The same for one object, where some of a kind grow and others do not.</summary>
    /// <param name="parameter">Its first parameter.</param>
    public virtual long ReserveFor(ulong parameter) => Reserve;

    /// <summary>How to look at the region's mutex before sleeping: short moments, unless a kind knows better.</summary>
    public virtual SpinPolicy MutexSpin => SpinPolicy.ForTurn;

    /// <summary>
    /// For what somebody waits who sleeps on a word of an object, as a number of <see cref="SleeperCounts"/>; -1 where that
    /// is shown in another way, or the slots' marks are used for something else.
    /// </summary>
    /// <param name="word">Where the word stands.</param>
    public virtual int SleeperAt(long word) => -1;

    /// <summary>
    /// Wakes every sleeper of the object, in all processes, so that each looks again. Called after a death, a removal,
    /// a close, and when a process joins (its peers must watch it from now on).
    /// </summary>
    public abstract void WakeEveryone(Region region);

    /// <summary>
    /// Gives back what a participant held that has died or is leaving. Called inside the region's mutex, possibly more
    /// than once for the same death: a process may die half way through this, too.
    /// </summary>
    public virtual void Recover(Region region, int slot, uint participant)
    {
    }

    /// <summary>Puts derived fields right after somebody died inside the region's mutex. Called inside it.</summary>
    public virtual void Repair(Region region)
    {
    }

    /// <summary>
    /// What a slot says that holds a part of an object, where the table of participants counts parts: the ends of a
    /// pipe. A message that refers to that part holds the same.
    /// </summary>
    public virtual uint HeldBy(byte part) => 0;

    /// <summary>Puts right what is derived from the entries of the table. Called inside the region's mutex.</summary>
    public virtual void CountEntries(Region region)
    {
    }

    /// <summary>
    /// Looks at what the messages in an object refer to, or whatever else it contains; nothing for kinds that contain
    /// nothing. Called inside the region's mutex.
    /// </summary>
    /// <returns>Whether the look ended at one.</returns>
    public virtual bool FindReference(Region region, ReferenceMatch match) => false;

    /// <summary>
    /// Whether anybody may still take what an object contains, beyond its being open somewhere. Called inside the
    /// region's mutex.
    /// </summary>
    public virtual bool CanBeTaken(Region region) => true;

    /// <summary>Opens one more handle to an object of this kind.</summary>
    /// <exception cref="IpcException">It is gone.</exception>
    public abstract IRegionHandle Hold(in IpcReference reference);
}
