using System.Collections;

namespace Ipc.Primitives;

/// <summary>The keys, or the values, of a dictionary, as they are when they are enumerated.</summary>
internal sealed class EntryCollection(IpcDictionary dictionary, bool ofKeys) : ICollection
{
    public int Count => dictionary.Count;

    public bool IsSynchronized => true;

    public object SyncRoot => dictionary;

    public void CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (object? one in this)
        {
            array.SetValue(one, index++);
        }
    }

    public IEnumerator GetEnumerator()
    {
        EntryEnumerator entries = new(dictionary, withValues: !ofKeys);
        while (entries.MoveNext())
        {
            yield return ofKeys ? entries.Key : entries.Value;
        }
    }
}
