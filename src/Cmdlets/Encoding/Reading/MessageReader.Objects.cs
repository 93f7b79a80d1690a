using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Custom objects, property bags, and values that carry members of their own.</summary>
internal ref partial struct MessageReader
{
    private PSObject ReadCustomObject()
    {
        PSObject value = CustomObjects.Make();
        Number(value);
        ReadNotes(value);
        return value;
    }

    private PSObject ReadBag()
    {
        PSObject value = CustomObjects.Make();
        Number(value);
        ReadNamesAndText(value);
        ReadNotes(value);
        return value;
    }

    /// <summary>
    /// A value that carries more. Members are noted by the object that has them: at what was made by reading it here,
    /// and else in the wrapper, since a time zone or an encoding is the one that the whole process has.
    /// </summary>
    private object ReadDecorated()
    {
        int before = _session.Count;
        object core = ReadValue() ?? throw MessageError.Corrupt("a wrapped value is null");
        bool isNumbered = _session.Count > before;
        bool isMadeHere = isNumbered || core is Array || core is PSObject;
        PSObject? wrapper = core as PSObject ?? (isMadeHere ? new PSObject(core) : LocalMembers.TryWrap(core));
        if (isNumbered)
        {
            _session.Wrap(before, core, wrapper!);
        }
        else
        {
            Number(wrapper ?? core);
        }

        // Without a wrapper they are read all the same, for nobody.
        PSObject carrier = wrapper ?? CustomObjects.Make();
        ReadNamesAndText(carrier);
        if (carrier.BaseObject is PSCustomObject)
        {
            ReadNotes(carrier);
        }
        else
        {
            ReadProperties(carrier);
        }

        return wrapper ?? core;
    }

    private void ReadNamesAndText(PSObject value)
    {
        if (ReadTypeNames() is Collection<string> names)
        {
            SharedTypeNames.Set(value, names);
        }

        if (ReadTextOrNull() is string text)
        {
            RememberedText.Set(value, text);
        }
    }

    private Collection<string>? ReadTypeNames()
    {
        ulong form = ReadVarint();
        if (form == 0)
        {
            return null;
        }

        if (form > 1)
        {
            return _session.GetTypeNames(form - 2);
        }

        int count = ReadLength(1);
        if (count > MessageLimits.TypeNames)
        {
            MessageError.ThrowCorrupt("an object has too many type names");
        }

        string[] list = new string[count];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = ReadText();
        }

        Collection<string> names = SharedTypeNames.Make(list);
        _session.AddTypeNames(names);
        return names;
    }

    private void ReadNotes(PSObject value)
    {
        NoteNames names = default;
        while (ReadPropertyName() is string name)
        {
            ThrowIfReserved(name);
            PSNoteProperty note = new(name, ReadValue());
            if (names.IsNew(note, Budget))
            {
                CustomObjects.Add(value, note);
            }
        }
    }

    private void ReadProperties(PSObject value)
    {
        PSMemberInfoCollection<PSPropertyInfo>? properties = null;
        NoteNames names = default;
        while (ReadPropertyName() is string name)
        {
            ThrowIfReserved(name);
            if (MemberNames.IsOfEveryValue(name))
            {
                MessageError.ThrowCorrupt("a member would hide a method that every object has");
            }

            properties ??= value.Properties;
            PSNoteProperty note = new(name, ReadValue());
            if (names.IsNew(note, Budget))
            {
                properties.Add(note, preValidated: true);
            }
        }
    }

    private static void ThrowIfReserved(string name)
    {
        if (MemberNames.IsReserved(name))
        {
            MessageError.ThrowCorrupt("a member has a name that the engine keeps for itself");
        }
    }
}
