using System.Numerics;

namespace Ipc.Commands;

/// <summary>
/// Counts what it costs to put keys into a table that looks them up by their hash: each is compared with those before
/// it that have the same place. Strings need no counting, since their hashes cannot be foreseen; whoever writes a
/// message can choose others so that all have one.
/// </summary>
internal struct KeyCosts
{
    /// <summary>So few keys may all be compared with each other.</summary>
    private const int Few = 64;

    private static readonly ulong s_random = (ulong)Random.Shared.NextInt64() | 1;

    private readonly DecodingBudget _budget;
    private readonly int _count;
    private int[]? _hashes;
    private int[] _taken = [];
    private int _keys;
    private int _places;

    /// <summary>Counts for a table.</summary>
    /// <param name="budget">What is spent.</param>
    /// <param name="count">How many keys it is to have.</param>
    public KeyCosts(DecodingBudget budget, int count)
    {
        _budget = budget;
        _count = count;
    }

    /// <summary>Whether there are so many keys that they are counted.</summary>
    public readonly bool AreMany => _count > Few;

    /// <summary>Spends what adding a key takes where only equal hashes meet.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bytes">How long it was in the message: comparing it may take as long.</param>
    public void Add(object? key, int bytes)
    {
        if (!AreMany || key is null or string)
        {
            return;
        }

        if (_taken.Length == 0)
        {
            _taken = new int[1 << (BitOperations.Log2((uint)_count) + 1)];
        }

        // Other numbers than the sender can foresee, so that those which differ meet by chance only.
        Spend(ref _taken[(int)((uint)key.GetHashCode() * s_random >> (64 - BitOperations.Log2((uint)_taken.Length)))], bytes);
    }

    /// <summary>Spends what adding a key takes where hashes meet that have the same remainder.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bytes">How long it was in the message.</param>
    /// <param name="places">How many places the table has now; it gets more as it grows.</param>
    public void Add(object? key, int bytes, int places)
    {
        if (!AreMany || key is null or string)
        {
            return;
        }

        _hashes ??= new int[_count];
        places = Math.Max(places, 1); // An empty one may have none yet.
        if (places != _places)
        {
            _places = places;
            _taken = new int[places];
            foreach (int hash in _hashes.AsSpan(0, _keys))
            {
                _taken[(uint)hash % (uint)places]++;
            }
        }

        int own = key.GetHashCode();
        _hashes[_keys++] = own;
        Spend(ref _taken[(uint)own % (uint)places], bytes);
    }

    private readonly void Spend(ref int before, int bytes)
    {
        _budget.Spend(1 + ((long)before * (1 + (bytes / 8))));
        before++;
    }
}
