using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// Who sleeps: each process notes in the mark of its own slot how many of its threads do, and for what, so that who
/// looks from outside can tell. Nobody acts upon it.
/// </summary>
/// <remarks>
/// <para>The mark is three counts of 16 bits (<see cref="SleeperCounts"/>); kinds that need it for something else, or
/// show their waiters in another way, note nothing (<see cref="KindDescriptor.SleeperAt"/>). Only the process that has
/// the slot writes it, one thread at a time, so a store is enough.</para>
/// <para>(1) A waiter has looked in vain, prepared, and looked again: it notes itself; it sleeps, as often as it takes.
/// (2) It has what it waited for, or gives up: it is noted no more. (3) A process that leaves marks its slot as left,
/// and writes the mark no more: the slot may be another's in a moment.</para>
/// <para>A process that dies between 1 and 2 leaves a note: it is believed of the living only, and gone when the slot
/// is taken again. One that is paused there waits. Who does not sleep does nothing of this; who does, two stores.</para>
/// </remarks>
internal sealed unsafe partial class Region
{
    private readonly object _sleepersGate = new();
    private SleeperCounts _sleepers;
    private bool _marksNoMore;

    /// <summary>Step 1: a thread of this process is about to sleep on a word.</summary>
    /// <returns>For what, to be handed to <see cref="ForgetSleeper"/>; -1 for nothing that is noted.</returns>
    public int NoteSleeper(Cell32 word)
    {
        int what = Descriptor.SleeperAt((byte*)word.Address - _base);
        if (what >= 0)
        {
            CountSleeper(what, 1);
            CrashPoint.Reach(CrashStep.SleeperNoted);
        }

        return what;
    }

    /// <summary>Step 2: it sleeps no more.</summary>
    /// <param name="what">From <see cref="NoteSleeper"/>.</param>
    public void ForgetSleeper(int what)
    {
        if (what >= 0)
        {
            CountSleeper(what, -1);
            CrashPoint.Reach(CrashStep.SleeperForgotten);
        }
    }

    // Step 3, and the mark that says so.
    private void MarkAsLeft(int slot)
    {
        lock (_sleepersGate)
        {
            _marksNoMore = true;
            Mark(slot).Value = HasLeft;
        }
    }

    private void CountSleeper(int what, int by)
    {
        lock (_sleepersGate)
        {
            _sleepers = _sleepers.With(what, by);
            Cell64 mark = Mark(MySlot);
            if (!_marksNoMore && mark.Value != HasLeft) // As that of a visit is from the beginning.
            {
                mark.Value = _sleepers.Packed;
            }
        }
    }
}
