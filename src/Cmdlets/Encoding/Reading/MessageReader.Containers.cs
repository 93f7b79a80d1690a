using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using Ipc.Primitives;

namespace Ipc.Commands;

/// <summary>
/// Arrays, lists, sets and dictionaries. Each is numbered before its content is read, so that a cycle finds it.
/// </summary>
internal ref partial struct MessageReader
{
    private object ReadContainer(MessageTag tag)
    {
        if (tag == MessageTag.BackReference)
        {
            return _session.Get(ReadVarint());
        }

        Enter();
        object container = tag switch
        {
            MessageTag.Array => ReadArray(),
            MessageTag.Hashtable => ReadHashtable(),
            MessageTag.CustomObject => ReadCustomObject(),
            MessageTag.PropertyBag => ReadBag(),
            MessageTag.Decorated => ReadDecorated(),
            MessageTag.TypedArray => ElementCodec.Of(ReadByte()).ReadArray(ref this),
            MessageTag.TypedList => ElementCodec.Of(ReadByte()).ReadList(ref this),
            MessageTag.List => ReadList(),
            MessageTag.OrderedDictionary => ReadOrdered(),
            MessageTag.Live => ReadLive(),
            _ => ReadRareContainer(tag),
        };
        _depth--;
        return container;
    }

    private object ReadRareContainer(MessageTag tag) => tag switch
    {
        MessageTag.ArrayList => ReadArrayList(),
        MessageTag.Set => ElementCodec.Of(ReadByte()).ReadSet(ref this),
        MessageTag.Dictionary => ReadDictionary(),
        MessageTag.Grid => ReadGrid(),
        MessageTag.Queue => ReadQueue(),
        MessageTag.Stack => ReadStack(),
        MessageTag.Reference => ReadReference(),
        MessageTag.Tuple => TupleShape.Read(ref this),
        MessageTag.Jagged => Jagged.Read(ref this),
        MessageTag.TypedQueue => ElementCodec.Of(ReadByte()).ReadQueue(ref this),
        MessageTag.TypedStack => ElementCodec.Of(ReadByte()).ReadStack(ref this),
        MessageTag.DataRow => ReadDataRow(),
        MessageTag.MemoryView => ReadView(),
        MessageTag.ErrorRecord => ErrorRecordCodec.ReadFields(ref this),
        >= MessageTag.WarningRecord and <= MessageTag.ProgressRecord => StreamRecordCodec.ReadFields(ref this, tag),
        _ => throw MessageError.Mismatch($"holds the unknown tag 0x{(byte)tag:X2}, so it was written by a newer "
            + "version"),
    };

    private object?[] ReadArray()
    {
        object?[] items = new object?[ReadCount()];
        Number(items);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = ReadValue();
            Pass(i);
        }

        return items;
    }

    private List<object?> ReadList()
    {
        int count = ReadCount();
        List<object?> items = new(count);
        Number(items);
        for (int i = 0; i < count; i++)
        {
            items.Add(ReadValue());
            Pass(i);
        }

        return items;
    }

    private ArrayList ReadArrayList()
    {
        int count = ReadCount();
        ArrayList items = new(count);
        Number(items);
        for (int i = 0; i < count; i++)
        {
            items.Add(ReadValue());
            Pass(i);
        }

        return items;
    }

    private System.Collections.Queue ReadQueue()
    {
        int count = ReadCount();
        System.Collections.Queue items = new(count);
        Number(items);
        for (int i = 0; i < count; i++)
        {
            items.Enqueue(ReadValue());
            Pass(i);
        }

        return items;
    }

    private System.Collections.Stack ReadStack()
    {
        object?[] topFirst = new object?[ReadCount()];
        System.Collections.Stack items = new(topFirst.Length);
        Number(items);
        for (int i = 0; i < topFirst.Length; i++)
        {
            topFirst[i] = ReadValue();
            Pass(i);
        }

        for (int i = topFirst.Length - 1; i >= 0; i--)
        {
            items.Push(topFirst[i]);
        }

        return items;
    }

    private Hashtable ReadHashtable()
    {
        byte comparer = ReadComparer();
        int count = ReadCount();
        Hashtable table = new(count, Comparers.FromCode(comparer));
        Number(table);
        ReadPairs(table, count);
        return table;
    }

    private OrderedDictionary ReadOrdered()
    {
        byte comparer = ReadComparer();
        int count = ReadCount();
        OrderedDictionary table = new(count, Comparers.FromCode(comparer));
        Number(table);
        ReadPairs(table, count);
        return table;
    }

    private void ReadPairs(IDictionary table, int count)
    {
        KeyCosts costs = new(Budget, count);
        for (int i = 0; i < count; i++)
        {
            int start = _position;
            object key = ReadKey();
            costs.Add(key, _position - start);
            object? value = ReadValue();
            table[key] = value;
            if (table.Count != i + 1)
            {
                // At once: to look for its place may take as long as the table is.
                MessageError.ThrowCorrupt("a key comes twice");
            }
        }
    }

    /// <summary>
    /// Reads what is told apart by its value, as keys are: never with members of its own, which make the engine compare
    /// by converting one value to the type of another.
    /// </summary>
    private object? ReadPlain()
    {
        if (Remaining > 0 && _message[_position] == (byte)MessageTag.Decorated)
        {
            MessageError.ThrowCorrupt("a key has members of its own");
        }

        object? key = PlainKeys.Of(ReadValue());
        return key is not ITuple tuple || TupleShape.IsPlain(tuple)
            ? key
            : throw MessageError.Corrupt("a key holds a value with members of its own");
    }

    private object ReadDictionary()
    {
        ElementCodec key = ElementCodec.Of(ReadByte());
        return DictionaryCodec.Of(key, ElementCodec.Of(ReadByte()), Budget).Read(ref this);
    }

    private Array ReadGrid()
    {
        ElementCodec codec = ElementCodec.Of(ReadByte());
        ulong rank = ReadVarint();
        if (rank is < 1 or > 32)
        {
            MessageError.ThrowCorrupt("an array has an impossible number of dimensions");
        }

        int[] lengths = new int[rank];
        long total = 1;
        for (int dimension = 0; dimension < lengths.Length; dimension++)
        {
            ulong length = ReadVarint();
            if (length > (ulong)_budget)
            {
                MessageError.ThrowCorrupt("its parts claim to hold more than the whole");
            }

            lengths[dimension] = (int)length;
            total = Math.Min(total * (long)length, int.MaxValue);
        }

        if (total > Remaining || total > _budget)
        {
            MessageError.ThrowCorrupt("its parts claim to hold more than the whole");
        }

        _budget -= (int)total;
        Array grid = rank == 1 ? Array.CreateInstance(codec.Type, lengths[0]) : Array.CreateInstance(codec.Type, lengths);
        Number(grid);
        int[] place = new int[rank];
        for (long i = 0; i < total; i++)
        {
            codec.Put(ref this, grid, place);
            for (int dimension = lengths.Length - 1; dimension >= 0 && ++place[dimension] == lengths[dimension]; dimension--)
            {
                place[dimension] = 0;
            }
        }

        return grid;
    }

    private DataRow ReadDataRow()
    {
        DataRow row = DataRows.Begin(ref this, _session.Tables);
        Number(row);
        DataRows.ReadValues(ref this, row);
        return row;
    }

    private PSReference ReadReference()
    {
        PSReference reference = References.Make(ElementCodec.Of(ReadByte()));
        Number(reference);
        object? value = ReadValue();
        reference.Value = value;
        return reference;
    }

    private object ReadLive()
    {
        ulong kind = ReadVarint();
        byte part = ReadByte();
        ulong instance = ReadFixed64();
        string id = ReadText();
        if (kind > byte.MaxValue)
        {
            MessageError.ThrowCorrupt("a live object has an impossible kind");
        }

        return _session.Live.Open(new IpcReference((IpcKind)kind, id, instance, part));
    }

    private IpcMemoryView ReadView()
    {
        Type type = Element.TypeOf((IpcElementType)ReadByte());
        long offset = (long)ReadFixed64();
        ulong count = ReadVarint();
        if (count > int.MaxValue || ReadValue() is not IpcMemory memory)
        {
            throw MessageError.Corrupt("a view is of no memory");
        }

        try
        {
            return memory.AsArray(type, offset, (int)count);
        }
        catch (ArgumentOutOfRangeException)
        {
            memory.Close();
            throw MessageError.Corrupt("a view is of bytes that its memory does not have");
        }
    }
}
