using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Ipc.Primitives;

namespace Ipc.Commands;

/// <summary>Arrays, lists, sets and dictionaries.</summary>
internal ref partial struct MessageWriter
{
    private void WriteOther(object value, Type type)
    {
        ValueKind kind = ValueKinds.Of(value, type, _session.Live, out IpcReference reference);
        WriteKind(kind, value, null, reference);
    }

    /// <summary>Writes a value of a known kind. The wrapper is the PSObject it came in, if any.</summary>
    private void WriteKind(ValueKind kind, object value, PSObject? wrapper, IpcReference reference)
    {
        switch (kind)
        {
            case < ValueKind.String:
                WriteScalar(kind, value);
                break;
            case < ValueKind.List:
                WriteValue(value);
                break;
            case < ValueKind.ErrorRecord:
                WriteCollection(kind, value);
                break;
            case < ValueKind.Live:
                WriteRecord(kind, value);
                break;
            case ValueKind.Live:
                WriteLive(reference);
                break;
            case ValueKind.MemoryView:
                WriteView((IpcMemoryView)value, reference);
                break;
            case ValueKind.Secret:
                WriteSecret(value);
                break;
            case ValueKind.Handle:
                WriteHandle(value);
                break;
            default:
                WriteForeign(kind, value, wrapper ?? PSObject.AsPSObject(value));
                break;
        }
    }

    private void WriteCollection(ValueKind kind, object value)
    {
        switch (kind)
        {
            case ValueKind.List:
                WriteItems(MessageTag.List, value, (List<object?>)value);
                break;
            case ValueKind.ArrayList:
                WriteItems(MessageTag.ArrayList, value, (ArrayList)value);
                break;
            case ValueKind.TypedArray:
                WriteTyped(MessageTag.TypedArray, ElementCodec.Of(value.GetType().GetElementType()!)!, value);
                break;
            case ValueKind.TypedList:
                WriteTyped(MessageTag.TypedList, ElementCodec.Of(value.GetType().GetGenericArguments()[0])!, value);
                break;
            case ValueKind.Tuple:
                WriteTuple((ITuple)value);
                break;
            case ValueKind.OrderedDictionary:
                WriteOrdered((OrderedDictionary)value);
                break;
            case ValueKind.Queue:
                WriteItems(MessageTag.Queue, value, ((System.Collections.Queue)value).ToArray());
                break;
            case ValueKind.Stack:
                WriteItems(MessageTag.Stack, value, ((System.Collections.Stack)value).ToArray());
                break;
            default:
                WriteNumbered(kind, value);
                break;
        }
    }

    private void WriteNumbered(ValueKind kind, object value)
    {
        if (WriteReference(value))
        {
            return;
        }

        Enter();
        switch (kind)
        {
            case ValueKind.Set:
                ElementCodec codec = ElementCodec.Of(value.GetType().GetGenericArguments()[0])!;
                WriteTag(MessageTag.Set);
                WriteByte((byte)codec.Code);
                codec.WriteSet(ref this, value);
                break;
            case ValueKind.TypedQueue:
                WriteTyped(MessageTag.TypedQueue, ElementCodec.Of(value.GetType().GetGenericArguments()[0])!, value);
                break;
            case ValueKind.TypedStack:
                WriteTyped(MessageTag.TypedStack, ElementCodec.Of(value.GetType().GetGenericArguments()[0])!, value);
                break;
            case ValueKind.Jagged:
                Jagged.Write(ref this, (Array)value);
                break;
            case ValueKind.Reference:
                WriteTag(MessageTag.Reference);
                WriteByte((byte)References.CodeOf((PSReference)value));
                WriteValue(((PSReference)value).Value);
                break;
            case ValueKind.DataRow:
                WriteTag(MessageTag.DataRow);
                DataRows.Write(ref this, (System.Data.DataRow)value, _session.Tables);
                break;
            case ValueKind.Dictionary:
                WriteTag(MessageTag.Dictionary);
                DictionaryCodec.Of(value.GetType())!.Write(ref this, value);
                break;
            default:
                WriteGrid((Array)value);
                break;
        }

        _depth--;
    }

    /// <summary>If the container was met before, says so; else gives it its number.</summary>
    private bool WriteReference(object container)
    {
        ReferenceTable references = _session.References;
        int number = references.Find(container);
        if (number >= 0)
        {
            WriteTag(MessageTag.BackReference);
            WriteVarint((uint)number);
            return true;
        }

        references.Add(container);
        return false;
    }

    private void WriteItems(MessageTag tag, object container, IList items)
    {
        if (WriteReference(container))
        {
            return;
        }

        Enter();
        WriteTag(tag);
        int count = items.Count;
        WriteVarint((uint)count);
        int index = 0;
        try
        {
            for (; index < count; index++)
            {
                WriteValue(items[index]);
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(index))
        {
            throw;
        }

        _depth--;
    }

    private void WriteTyped(MessageTag tag, ElementCodec codec, object items)
    {
        Enter();
        WriteTag(tag);
        WriteByte((byte)codec.Code);
        switch (tag)
        {
            case MessageTag.TypedArray:
                codec.WriteArray(ref this, items);
                break;
            case MessageTag.TypedList:
                codec.WriteList(ref this, items);
                break;
            default:
                codec.WriteSequence(ref this, items);
                break;
        }

        _depth--;
    }

    private void WriteHashtable(Hashtable table)
    {
        if (WriteReference(table))
        {
            return;
        }

        Enter();
        WriteTag(MessageTag.Hashtable);
        byte comparer = Comparers.CodeOf(table);
        WriteByte(comparer);
        WritePairs(table, Comparers.FromCode(comparer));
        _depth--;
    }

    private void WriteOrdered(OrderedDictionary table)
    {
        if (WriteReference(table))
        {
            return;
        }

        Enter();
        WriteTag(MessageTag.OrderedDictionary);
        byte comparer = Comparers.CodeOf(table);
        WriteByte(comparer);
        WritePairs(table, Comparers.FromCode(comparer));
        _depth--;
    }

    private void WritePairs(IDictionary table, IEqualityComparer? comparer)
    {
        int count = table.Count;
        WriteVarint((uint)count);
        IDictionaryEnumerator pairs = table.GetEnumerator();
        int written = 0;
        bool areDistinct = false;
        object? key = null;
        try
        {
            while (pairs.MoveNext())
            {
                DictionaryEntry pair = pairs.Entry;
                key = pair.Key;
                if (key is PSObject && !areDistinct)
                {
                    PlainKeys.ThrowIfTwoAreOne(table.Keys, comparer);
                    areDistinct = true;
                }

                WriteKey(key);
                WriteValue(pair.Value);
                written++;
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(key))
        {
            throw;
        }

        if (written != count)
        {
            throw new InvalidOperationException("The dictionary was changed by another thread while it was being "
                + "sent.");
        }
    }

    private void WriteGrid(Array grid)
    {
        ElementCodec codec = ElementCodec.Of(grid.GetType().GetElementType()!)!;
        WriteTag(MessageTag.Grid);
        WriteByte((byte)codec.Code);
        WriteVarint((uint)grid.Rank);
        for (int dimension = 0; dimension < grid.Rank; dimension++)
        {
            if (grid.GetLowerBound(dimension) != 0)
            {
                throw new RefusedValueException("is an array that does not begin at index 0", "Copy it to an ordinary array first.");
            }

            WriteVarint((uint)grid.GetLength(dimension));
        }

        int index = 0;
        try
        {
            foreach (object? item in grid)
            {
                WriteValue(item);
                index++;
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(index))
        {
            throw;
        }
    }

    // Without a number: a tuple is made of its parts, so that none of them can refer to it while it is read.
    private void WriteTuple(ITuple tuple)
    {
        Enter();
        WriteTag(MessageTag.Tuple);
        TupleShape.Of(tuple.GetType())!.Write(ref this, tuple);
        _depth--;
    }

    // What the message is written to holds it, if it is a queue or a pipe.
    private void WriteLive(IpcReference reference)
    {
        (_output as IReferenceWriter)?.Refer(reference);
        WriteTag(MessageTag.Live);
        WriteVarint((uint)reference.Kind);
        WriteByte(reference.Part);
        WriteFixed64((long)reference.Instance);
        WriteText(reference.Id);
    }

    private void WriteView(IpcMemoryView view, IpcReference memory)
    {
        WriteTag(MessageTag.MemoryView);
        WriteByte((byte)Element.CodeOf(view.ElementType));
        WriteFixed64(view.Offset);
        WriteVarint((uint)view.Length);
        WriteLive(memory);
    }
}
