using Ipc.Platform.CrashPoints;
using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>The journal, what is put right after a death, and clearing. Inside the mutex.</summary>
internal sealed partial class ElementTable
{
    /// <summary>Finishes what was begun, and finds out what of the heap is free.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>.</exception>
    public void Repair()
    {
        // Before anything is given back that somebody may have taken out of the table.
        _versions.RaiseAll();
        if (_clearing.Value != 0)
        {
            FinishClearing();
            return;
        }

        FinishJournal();
        if (_count.Value > _table.CountWords())
        {
            throw Nonsense();
        }

        HeapMarks marks = new(_region, _heap);
        _table.MarkIn(marks);
        ulong referring = 0;
        for (uint i = 0; i < _count.Value; i++)
        {
            uint block = _table.At(i).Value;
            marks.MarkBlock(block);
            if (!TryViewBlock(block, out ElementView element))
            {
                continue;
            }

            referring += element.References != 0 ? 1u : 0;
            if (element.Chain != 0)
            {
                marks.MarkChain(element.Chain - 1, element.StoredLength);
            }
        }

        marks.Finish();
        _references.Restore(referring);
    }

    private void Begin(uint what, int index, uint block, int count)
    {
        _journalBlock.Value = block;
        _journalCount.Value = (uint)count;
        _journal.Value = ((ulong)what << 32) | (uint)index;
        CrashPoint.Reach(CrashStep.ListJournaled);

        // SYNC POINT store-version: whoever noted a version before this is told, whoever notes one after it sees the
        // journal.
        _versions.RaiseAll();
    }

    /// <summary>Does what the journal says, from where it has been left; nothing when it says nothing.</summary>
    private void FinishJournal()
    {
        ulong journal = _journal.Value;
        if (journal == 0)
        {
            return;
        }

        uint index = (uint)journal;
        uint before = _journalCount.Value;
        uint block = _journalBlock.Value;
        if (index >= before || before >= int.MaxValue || !_table.TryFind(before - 1, out _))
        {
            throw Nonsense();
        }

        switch ((uint)(journal >> 32))
        {
            case Inserting when _table.TryFind(before, out _):
                MoveUp(index, before, block);
                _count.Value = before + 1;
                break;
            case Removing:
                MoveDown(index, before, block);
                _count.Value = before - 1;
                break;
            default:
                throw Nonsense();
        }

        CrashPoint.Reach(CrashStep.ListMoved);
        _journal.Value = 0;
        CrashPoint.Reach(CrashStep.ListDone);
    }

    // Makes room at an index, from the end on. Two equal neighbours show how far it had come: the lower one has been
    // moved. Without any, nothing has been.
    private void MoveUp(uint index, uint count, uint block)
    {
        if (_table.At(index).Value == block)
        {
            return;
        }

        uint from = count;
        for (uint i = index; i < count && from == count; i++)
        {
            from = _table.At(i).Value == _table.At(i + 1).Value ? i : from;
        }

        for (uint i = from; i > index; i--)
        {
            Cell32 word = _table.At(i);
            word.Value = _table.At(i - 1).Value;
            CrashPoint.Reach(CrashStep.ListMoving);
        }

        Cell32 place = _table.At(index);
        place.Value = block;
        CrashPoint.Reach(CrashStep.ListMoving);
    }

    // Closes the gap at an index, from there on. The same, but here the upper one of the neighbours has been moved.
    private void MoveDown(uint index, uint count, uint block)
    {
        uint from = index;
        if (_table.At(index).Value != block)
        {
            while (from < count - 1 && _table.At(from).Value != _table.At(from + 1).Value)
            {
                from++;
            }
        }

        for (uint i = from; i < count - 1; i++)
        {
            Cell32 word = _table.At(i);
            word.Value = _table.At(i + 1).Value;
            CrashPoint.Reach(CrashStep.ListMoving);
        }
    }

    private void FinishClearing()
    {
        // SYNC POINT store-version: as for the journal.
        _versions.RaiseAll();
        _count.Value = 0;
        _journal.Value = 0;
        _table.Forget();
        _references.Restore(0);
        CrashPoint.Reach(CrashStep.StoreEmptied);
        new HeapMarks(_region, _heap).Finish();
        CrashPoint.Reach(CrashStep.StoreCleared);
        _clearing.Value = 0;
    }
}
