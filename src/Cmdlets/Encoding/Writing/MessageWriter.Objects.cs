using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>PSObjects: custom objects, and values that carry members or names of their own.</summary>
internal ref partial struct MessageWriter
{
    /// <summary>Whether a value in a wrapper is written as if it stood there alone.</summary>
    public static bool IsPlain(PSObject wrapper)
    {
        Collection<string> names = ObjectTypeNames.Of(wrapper);
        return InstanceMembers.Of(wrapper) is null && RememberedText.Of(wrapper) is null
            && names.Count > 0 && names[0] == wrapper.BaseObject.GetType().FullName;
    }

    private void WritePSObject(PSObject wrapper)
    {
        object value = wrapper.BaseObject;
        if (value is PSCustomObject)
        {
            WriteCustomObject(wrapper);
            return;
        }

        IEnumerable<PSMemberInfo>? own = InstanceMembers.Of(wrapper);
        string? text = RememberedText.Of(wrapper);
        Type type = value.GetType();
        Collection<string> names = ObjectTypeNames.Of(wrapper);
        bool named = names.Count == 0 || names[0] != type.FullName;
        if (own is null && text is null && !named)
        {
            WriteValue(value);
            return;
        }

        ValueKind kind = ValueKinds.Of(value, type, _session.Live, out IpcReference reference);
        if (kind >= ValueKind.Live)
        {
            WriteKind(kind, value, wrapper, reference);
            return;
        }

        WriteDecorated(kind, value, wrapper, own, text, named ? names : null);
    }

    private void WriteDecorated(
        ValueKind kind, object value, PSObject wrapper, IEnumerable<PSMemberInfo>? own, string? text, Collection<string>? names)
    {
        ReferenceTable references = _session.References;
        int number = references.Find(value);
        if (number < 0)
        {
            number = references.Find(wrapper);
        }

        if (number >= 0)
        {
            WriteTag(MessageTag.BackReference);
            WriteVarint((uint)number);
            return;
        }

        Enter();
        WriteTag(MessageTag.Decorated);
        int before = references.Count;
        WriteKind(kind, value, null, default);
        if (references.Count == before)
        {
            references.Add(wrapper);
        }

        WriteTypeNames(names, degraded: false);
        WriteTextOrNull(text);
        ThrowIfHiding(own);
        WriteProperties(wrapper, own, members: true);
        _depth--;
    }

    /// <summary>
    /// A custom object keeps its type names. Where it has names of its own, the type table of the session may add
    /// properties to it, which are evaluated here, as everything a script computes is.
    /// </summary>
    private void WriteCustomObject(PSObject value)
    {
        if (ReferenceEquals(value, System.Management.Automation.Internal.AutomationNull.Value))
        {
            WriteTag(MessageTag.Null);
            return;
        }

        if (WriteReference(value))
        {
            return;
        }

        Enter();
        Collection<string> names = ObjectTypeNames.Of(value);
        string? text = RememberedText.Of(value);
        if (text is null && ObjectTypeNames.AreOfCustomObject(names))
        {
            WriteTag(MessageTag.CustomObject);
            WriteProperties(value, InstanceMembers.Of(value), members: true);
        }
        else
        {
            WriteTag(MessageTag.PropertyBag);
            WriteTypeNames(names, degraded: false);
            WriteTextOrNull(text);
            WriteProperties(value, value.Properties, members: true);
        }

        _depth--;
    }

    private static void ThrowIfHiding(IEnumerable<PSMemberInfo>? own)
    {
        if (own?.FirstOrDefault(
            static one => one is PSPropertyInfo && MemberNames.IsOfEveryValue(one.Name)) is { } member)
        {
            throw new RefusedValueException(
                $"has a property '{member.Name}', which hides the method of that name", "Give the property another name.");
        }
    }

    private void WriteTypeNames(Collection<string>? names, bool degraded)
    {
        if (names is null || names.Count == 0)
        {
            WriteVarint(0);
            return;
        }

        int number = _session.FindOrAddTypeNames(names, degraded);
        if (number >= 0)
        {
            WriteVarint((uint)number + 2);
            return;
        }

        int count = Math.Min(names.Count, MessageLimits.TypeNames);
        WriteVarint(1);
        WriteVarint((uint)count);
        for (int i = 0; i < count; i++)
        {
            string name = names[i];
            WriteText(degraded && !name.StartsWith(Degraded, StringComparison.OrdinalIgnoreCase) ? Degraded + name : name);
        }
    }

    /// <summary>
    /// Writes what has a value and can be got; getters that throw are left out, as Start-Job leaves them out. Members
    /// that were added to the object itself are data, however deep; those its type gives are one level down.
    /// </summary>
    private void WriteProperties(PSObject owner, IEnumerable<PSMemberInfo>? properties, bool members)
    {
        if (properties is not null)
        {
            // What comes before a script of an object of unknown type may be objects with scripts as well: one guard
            // serves all.
            bool hasScripts = !members && !ScriptGuard.IsHere && properties.Any(static member => member is PSScriptProperty);
            PropertyReader reader = new(owner, properties);
            using IEnumerator<PSMemberInfo> each = properties.GetEnumerator();
            while (each.MoveNext())
            {
                if ((hasScripts || each.Current is PSScriptProperty) && !ScriptGuard.IsHere)
                {
                    WriteRestGuarded(reader, each, members);
                    break;
                }

                WriteProperty(reader, each.Current, members);
            }
        }

        WriteTag(MessageTag.End);
    }

    // Only where there are scripts: objects without any pay for none.
    private void WriteRestGuarded(PropertyReader reader, IEnumerator<PSMemberInfo> each, bool members) => WriteElsewhere(
        ScriptGuard.Run,
        (ref MessageWriter writer) =>
        {
            do
            {
                writer.WriteProperty(reader, each.Current, members);
            }
            while (each.MoveNext());
        });

    private void WriteProperty(in PropertyReader reader, PSMemberInfo member, bool members)
    {
        if (member is not PSPropertyInfo property || !reader.TryGet(property, out object? value))
        {
            return;
        }

        try
        {
            if (MemberNames.IsReserved(property.Name))
            {
                if (member is PSProperty)
                {
                    return; // Of its type, and no script can reach it there either.
                }

                throw new RefusedValueException(
                    "is a member with a name that PowerShell keeps for itself", "Give it another name, or remove it.");
            }

            WriteText(property.Name);
            if (members || (member.IsInstance && member is not PSProperty))
            {
                WriteValue(value);
            }
            else
            {
                _bagDepth--;
                WriteValue(value);
                _bagDepth++;
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(property.Name))
        {
            throw;
        }
    }
}
