using System.Buffers;
using System.Runtime.InteropServices;
using Ipc.Messages;

namespace Ipc.Primitives;

/// <summary>Some entries as they stood at one moment, and from where to go on. For one enumeration, on one thread.</summary>
/// <param name="withValues">Whether their values are wanted, too.</param>
internal sealed class EntryBatch(bool withValues)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<Item> _items = [];

    /// <summary>The smallest order that has not been read.</summary>
    public ulong From { get; set; }

    /// <summary>Whether all have been read.</summary>
    public bool IsLast { get; set; }

    public int Count => _items.Count;

    /// <summary>Bytes of all keys and values.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>The order of the entry that was added last.</summary>
    public ulong LastOrder => _items[^1].Order;

    public bool WithValues => withValues;

    public void Clear()
    {
        _items.Clear();
        _bytes.ResetWrittenCount();
    }

    /// <summary>Adds an entry; its value, if it is wanted, goes where the answer says.</summary>
    public IBufferWriter<byte> Add(in EntryView entry, ReadOnlySpan<byte> key)
    {
        _items.Add(new Item(entry.Order, _bytes.WrittenCount, key.Length, entry.IsText, withValues ? entry.ValueLength : 0));
        _bytes.Write(key);
        return _bytes;
    }

    /// <summary>Whether a key is text; it is encoded otherwise.</summary>
    public bool IsText(int index) => _items[index].IsText;

    public ReadOnlySpan<byte> KeyAt(int index) => _bytes.WrittenSpan.Slice(_items[index].At, _items[index].KeyLength);

    public string TextAt(int index) => new(MemoryMarshal.Cast<byte, char>(KeyAt(index)));

    public ReadOnlySpan<byte> ValueAt(int index) =>
        _bytes.WrittenSpan.Slice(_items[index].At + _items[index].KeyLength, _items[index].ValueLength);

    private readonly record struct Item(ulong Order, int At, int KeyLength, bool IsText, int ValueLength);
}
