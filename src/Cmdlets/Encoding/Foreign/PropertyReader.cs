using System.Globalization;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The values of one object's properties. Getters that throw give none; those that never return are found out, see
/// <see cref="Bounded"/>.
/// </summary>
internal readonly struct PropertyReader
{
    private const int LongestAliasChain = 8;

    private readonly PSObject _owner;
    private readonly Dictionary<PSMemberInfo, object?>? _foreign;

    /// <summary>Makes a reader, which reads at once what runs others' .NET code.</summary>
    public PropertyReader(PSObject owner, IEnumerable<PSMemberInfo> members)
    {
        _owner = owner;
        _foreign = owner.BaseObject is not PSCustomObject && Bounded.IsForeign(owner.BaseObject.GetType()) ? ReadForeign(members) : null;
    }

    /// <summary>The text of an object; null if it fails.</summary>
    public static string? TextOf(PSObject wrapper)
    {
        Type type = wrapper.BaseObject.GetType();
        string? text = null;
        if (wrapper.BaseObject is PSCustomObject || (!Bounded.IsForeign(type) && !type.Assembly.IsDynamic))
        {
            Read();
        }
        else if (type.Assembly.IsDynamic)
        {
            ScriptGuard.RunScript(Read, static () => "a ToString");
        }
        else
        {
            Bounded.OnThread(Read, static () => "a ToString");
        }

        return text;

        void Read()
        {
            try
            {
                text = Convert.ToString(wrapper, CultureInfo.InvariantCulture);
            }
            catch (Exception exception) when (exception is not (PipelineStoppedException or OutOfMemoryException))
            {
                text = null;
            }
        }
    }

    /// <summary>The value of a property; false if it has none that can be got.</summary>
    public bool TryGet(PSPropertyInfo property, out object? value)
    {
        for (int step = 0; property is PSAliasProperty alias; step++)
        {
            if (step == LongestAliasChain || _owner.Members[alias.ReferencedMemberName] is not PSPropertyInfo behind)
            {
                value = null;
                return false;
            }

            property = behind;
        }

        if (property is PSNoteProperty note)
        {
            value = note.Value;
            return true;
        }

        // Once somebody has asked an object for its type names, they stand among its members.
        if (property is PSCodeProperty && property.Name.Equals("pstypenames", StringComparison.OrdinalIgnoreCase))
        {
            value = null;
            return false;
        }

        if (_foreign is not null && property is PSProperty)
        {
            return _foreign.TryGetValue(property, out value);
        }

        if (property is not PSScriptProperty)
        {
            return TryRead(property, out value);
        }

        bool got = false;
        object? computed = null;
        ScriptGuard.RunScript(() => got = TryRead(property, out computed), () => $"a property '{property.Name}'");
        value = computed;
        return got;
    }

    private static bool TryRead(PSPropertyInfo property, out object? value)
    {
        value = null;
        try
        {
            if (!property.IsGettable)
            {
                return false;
            }

            value = property.Value;
            return true;
        }
        catch (GetValueException exception) when (exception.InnerException is PipelineStoppedException)
        {
            throw new PipelineStoppedException(); // Not a getter that fails: nothing more is to be sent.
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or OutOfMemoryException))
        {
            return false;
        }
    }

    // All on one thread: one costs as much as a hundred getters.
    private static Dictionary<PSMemberInfo, object?> ReadForeign(IEnumerable<PSMemberInfo> members)
    {
        List<PSProperty> properties = [.. members.OfType<PSProperty>()];
        Dictionary<PSMemberInfo, object?> values = new(properties.Count);
        if (properties.Count == 0)
        {
            return values;
        }

        string name = string.Empty;
        Bounded.OnThread(
            () =>
            {
                foreach (PSProperty property in properties)
                {
                    name = property.Name;
                    if (TryRead(property, out object? value))
                    {
                        values[property] = value;
                    }
                }
            },
            () => $"a property '{name}'");
        return values;
    }
}
