using Ipc.Waiting;

namespace Ipc.Regions;

/// <summary>
/// What a kind of object adds to its region: whom to wake, what to put right after a death. One instance a kind, no state.
/// </summary>
internal abstract class RegionRules
{
    /// <summary>
    /// Wakes every sleeper of the object, in all processes, so that each looks again. Called after a death, a removal,
    /// a close, and when a process joins (its peers must watch it from now on).
    /// </summary>
    public abstract void WakeEveryone(Region region);

    /// <summary>How to look at the region's mutex before sleeping: short moments, unless a kind knows better.</summary>
    public virtual Spin MutexSpin => Spin.ForTurn;

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
}
