using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Objects of types the format does not know: what Start-Job would give of them.</summary>
internal ref partial struct MessageWriter
{
    private const string Degraded = "Deserialized.";

    private void WriteForeign(ValueKind kind, object value, PSObject wrapper)
    {
        if (kind == ValueKind.Bag)
        {
            WriteBag(value, wrapper);
            return;
        }

        if (_session.References.Find(value) is int number and >= 0)
        {
            WriteTag(MessageTag.BackReference);
            WriteVarint((uint)number);
            return;
        }

        Enter();
        WriteTag(MessageTag.Decorated);
        WriteForeignItems(kind, value);
        WriteTypeNames(ObjectTypeNames.Of(wrapper), degraded: true);
        WriteTextOrNull(RememberedText.Of(wrapper));
        if (kind == ValueKind.OtherSequence && _bagDepth > 0)
        {
            bool wasInside = _insideBag;
            _insideBag = true;
            WriteProperties(wrapper, Properties(wrapper)?.Where(static one => !MemberNames.IsOfEveryValue(one.Name)), members: false);
            _insideBag = wasInside;
        }
        else
        {
            ThrowIfHiding(InstanceMembers.Of(wrapper));
            WriteProperties(wrapper, InstanceMembers.Of(wrapper), members: true);
        }

        _depth--;
    }

    private void WriteForeignItems(ValueKind kind, object value)
    {
        if (kind == ValueKind.OtherDictionary)
        {
            List<DictionaryEntry> pairs = Pairs((IDictionary)value);

            _session.References.Add(value);
            WriteTag(MessageTag.Hashtable);
            byte comparer = ComparerOf(value, pairs);
            WriteByte(comparer);
            WriteVarint((uint)pairs.Count);
            if (pairs.Exists(static pair => pair.Key is PSObject))
            {
                PlainKeys.ThrowIfTwoAreOne(pairs.Select(static pair => pair.Key), Comparers.FromCode(comparer));
            }

            object? key = null;
            try
            {
                foreach (DictionaryEntry pair in pairs)
                {
                    key = pair.Key;
                    WriteKey(key);
                    WriteValue(pair.Value);
                }
            }
            catch (RefusedValueException refusal) when (refusal.Below(key))
            {
                throw;
            }

            return;
        }

        MessageTag tag = kind switch
        {
            ValueKind.OtherQueue => MessageTag.Queue,
            ValueKind.OtherStack => MessageTag.Stack,
            _ => MessageTag.ArrayList,
        };
        WriteItems(tag, value, Gather(value));
    }

    /// <summary>
    /// The comparer, where the type tells; else the table ignores case as with Start-Job, unless two keys differ by
    /// case only.
    /// </summary>
    private static byte ComparerOf(object dictionary, List<DictionaryEntry> pairs)
    {
        switch (dictionary)
        {
            case Hashtable table when HashtableComparer.TryGet(table, out IEqualityComparer? comparer):
                return Comparers.CodeOf(comparer);
            case Dictionary<string, object?> table:
                return Comparers.CodeOf(table.Comparer);
        }

        bool canAsk = dictionary is Hashtable && !Bounded.IsForeign(dictionary.GetType());
        return Comparers.CodeByKeys(pairs.Select(static pair => pair.Key), canAsk ? ((Hashtable)dictionary).ContainsKey : null);
    }

    /// <summary>
    /// The items of a sequence, as far as it gives them: one that throws ends there, as with Start-Job. What it says of
    /// its count is not asked. One that is computed may have no end, or wait for ever.
    /// </summary>
    private static ArrayList Gather(object sequence)
    {
        ArrayList items = [];
        if (sequence is ICollection && !Bounded.IsForeign(sequence.GetType()))
        {
            Collect();
        }
        else
        {
            Bounded.OnThread(Collect, static () => "a sequence", () => items.Count);
        }

        return items.Count <= Bounded.MostItems ? items : throw new RefusedValueException(
            $"has more than {Bounded.MostItems:N0} items, or no end", "Send it in parts: each object from the "
                + "pipeline is one message.");

        void Collect()
        {
            try
            {
                foreach (object? item in LanguagePrimitives.GetEnumerable(sequence) ?? (IEnumerable)sequence)
                {
                    items.Add(item);
                    if (items.Count > Bounded.MostItems)
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is not (PipelineStoppedException or OutOfMemoryException))
            {
                // It ends here.
            }
        }
    }

    private static List<DictionaryEntry> Pairs(IDictionary dictionary)
    {
        List<DictionaryEntry> pairs = [];
        if (Bounded.IsForeign(dictionary.GetType()))
        {
            Bounded.OnThread(Collect, static () => "a dictionary", () => pairs.Count);
        }
        else
        {
            Collect();
        }

        return pairs.Count <= Bounded.MostItems ? pairs : throw new RefusedValueException($"has more than {Bounded.MostItems:N0} pairs, or no end", "Send it in parts.");

        void Collect()
        {
            IDictionaryEnumerator source = dictionary.GetEnumerator();
            while (pairs.Count <= Bounded.MostItems && source.MoveNext())
            {
                pairs.Add(source.Entry);
            }
        }
    }

    private void WriteBag(object value, PSObject wrapper)
    {
        // A type may ask for more than is left, as exceptions do, so that those inside them are kept as well.
        SerializationRule rule = SerializationRule.Of(wrapper);
        int depth = rule.Depth ?? _bagDepth;
        if (rule.IsText || depth <= 0)
        {
            WriteTextOrNull(rule.Text ?? ToText(wrapper));
            return;
        }

        if (WriteReference(value))
        {
            return;
        }

        Enter();
        bool wasInside = _insideBag;
        int outerDepth = _bagDepth;
        _insideBag = true;
        _bagDepth = depth;
        WriteTag(MessageTag.PropertyBag);
        WriteTypeNames(ObjectTypeNames.Of(wrapper), degraded: true);
        WriteTextOrNull(RememberedText.Of(wrapper) ?? ToText(wrapper));
        WriteProperties(wrapper, rule.Properties ?? (IEnumerable<PSMemberInfo>?)Properties(wrapper), members: false);
        _bagDepth = outerDepth;
        _insideBag = wasInside;
        _depth--;
    }

    private static List<PSPropertyInfo>? Properties(PSObject wrapper)
    {
        try
        {
            return wrapper.Properties.ToList();
        }
        catch (ExtendedTypeSystemException)
        {
            return null;
        }
    }

    private static string? ToText(PSObject wrapper) => PropertyReader.TextOf(wrapper);

    /// <summary>
    /// A handle means nothing in another process. As an argument it is a mistake worth telling; as one of the many
    /// properties of, say, a Process it is not, and crosses as the text Start-Job would give.
    /// </summary>
    private void WriteHandle(object value)
    {
        if (_insideBag)
        {
            WriteTextOrNull(ToText(PSObject.AsPSObject(value)));
            return;
        }

        throw new RefusedValueException(
            $"is a {value.GetType()}, which works only in the process that made it",
            value is Stream or TextReader or TextWriter
                ? "Send the path or the content instead."
                : value is IpcLease ? "Send its Value, and confirm it here; or let the other process receive from "
                    + "the queue itself."
                : value is Delegate ? "Send a script block instead." : "Send the data it stands for, or make it in "
                    + "the worker.");
    }
}
