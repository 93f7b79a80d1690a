using System.Collections;

namespace Ipc.Primitives;

/// <summary>Enumerates the entries of a dictionary; see <see cref="IpcDictionary.GetEnumerator"/>. For one thread.</summary>
internal sealed class EntryEnumerator(IpcDictionary dictionary, bool withValues = true) : IDictionaryEnumerator
{
    private EntryBatch _batch = new(withValues);
    private int _at = -1;
    private DictionaryEntry? _current;

    public DictionaryEntry Entry => _current ?? throw new InvalidOperationException("There is no entry before the first and behind the last.");

    public object Key => Entry.Key;

    public object? Value => Entry.Value;

    public object Current => Entry;

    public bool MoveNext()
    {
        while (true)
        {
            _at++;
            while (_at >= _batch.Count)
            {
                if (!dictionary.TryReadNext(_batch))
                {
                    _current = null;
                    return false;
                }

                _at = 0;
            }

            if (dictionary.TryReadEntry(_batch, _at, out DictionaryEntry entry))
            {
                _current = entry;
                return true;
            }
        }
    }

    public void Reset()
    {
        _batch = new EntryBatch(withValues);
        _at = -1;
        _current = null;
    }
}
