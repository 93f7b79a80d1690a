using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// The containers met so far while encoding, by identity, in the order of their numbers. A handful is searched in line;
/// from there on a hash index is kept, so that small messages pay nothing for it.
/// </summary>
internal sealed class ReferenceTable
{
    private const int InLine = 12;
    private const int KeptCapacity = 4096;

    private object?[] _items = new object?[32];
    private int[] _index = [];
    private int _mask;
    private int _count;

    /// <summary>How many there are: the number the next one gets.</summary>
    public int Count => _count;

    /// <summary>The number of a container, or -1.</summary>
    public int Find(object item)
    {
        if (_count <= InLine)
        {
            object?[] items = _items;
            for (int i = 0; i < _count; i++)
            {
                if (ReferenceEquals(items[i], item))
                {
                    return i;
                }
            }

            return -1;
        }

        int mask = _mask;
        for (int slot = Hash(item) & mask; _index[slot] != 0; slot = (slot + 1) & mask)
        {
            if (ReferenceEquals(_items[_index[slot] - 1], item))
            {
                return _index[slot] - 1;
            }
        }

        return -1;
    }

    /// <summary>Gives a container the next number.</summary>
    public void Add(object item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = item;
        if (_count > InLine)
        {
            if (_count == InLine + 1 || _count * 2 > _mask)
            {
                Rebuild();
            }
            else
            {
                Place(_count);
            }
        }
    }

    /// <summary>Forgets everything, so that nothing of a sent object is kept alive.</summary>
    public void Clear()
    {
        if (_items.Length > KeptCapacity)
        {
            _items = new object?[32];
            _index = [];
        }
        else
        {
            Array.Clear(_items, 0, _count);
        }

        _count = 0;
    }

    private static int Hash(object item)
    {
        uint hash = (uint)RuntimeHelpers.GetHashCode(item) * 0x9E3779B1u;
        return (int)(hash >> 7);
    }

    private void Rebuild()
    {
        int wanted = 64;
        while (wanted < _count * 4)
        {
            wanted *= 2;
        }

        if (_index.Length >= wanted)
        {
            Array.Clear(_index, 0, wanted);
        }
        else
        {
            _index = new int[wanted];
        }

        _mask = wanted - 1;

        for (int number = 1; number <= _count; number++)
        {
            Place(number);
        }
    }

    private void Place(int number)
    {
        int mask = _mask;
        int slot = Hash(_items[number - 1]!) & mask;
        while (_index[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _index[slot] = number;
    }
}
