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

    private PSObject ReadDecorated()
    {
        int before = _session.Count;
        object core = ReadValue() ?? throw MessageError.Corrupt("a wrapped value is null");
        PSObject wrapper = core as PSObject ?? new PSObject(core);
        if (_session.Count == before)
        {
            Number(wrapper);
        }
        else
        {
            _session.Wrap(before, core, wrapper);
        }

        ReadNamesAndText(wrapper);
        ReadProperties(wrapper);
        return wrapper;
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
        while (ReadPropertyName() is string name)
        {
            CustomObjects.Add(value, name, ReadValue());
        }
    }

    private void ReadProperties(PSObject value)
    {
        PSMemberInfoCollection<PSPropertyInfo>? properties = null;
        while (ReadPropertyName() is string name)
        {
            properties ??= value.Properties;
            properties.Add(new PSNoteProperty(name, ReadValue()), preValidated: true);
        }
    }
}
