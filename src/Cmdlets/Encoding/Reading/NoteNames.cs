using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The members that one object has got. A name that comes again replaces the value, as it does in the engine; but that
/// looks through all members for the place, and so is done here where there are many.
/// </summary>
internal struct NoteNames
{
    private const int Few = 64;

    private int _count;
    private Dictionary<string, PSNoteProperty>? _notes;

    /// <summary>Whether the engine is to add this one.</summary>
    public bool IsNew(PSNoteProperty note, DecodingBudget budget)
    {
        budget.Spend(1);
        if (++_count <= Few)
        {
            return true;
        }

        _notes ??= new(StringComparer.OrdinalIgnoreCase);
        if (_notes.TryGetValue(note.Name, out PSNoteProperty? before))
        {
            before.Value = note.Value;
            return false;
        }

        _notes.Add(note.Name, note);
        return true;
    }
}
