using System.Buffers;
using System.Collections;

namespace Ipc.Primitives;

/// <summary>Enumerates the elements that a list had when it was begun. For one thread.</summary>
internal sealed class ElementEnumerator(IpcList list) : IEnumerator<object?>
{
    private ArrayBufferWriter<byte>? _bytes;
    private readonly List<int> _lengths = [];
    private int _at = -1;
    private int _offset;

    public object? Current { get; private set; }

    public bool MoveNext()
    {
        if (_bytes is null)
        {
            _bytes = new ArrayBufferWriter<byte>();
            list.ReadAll(_bytes, _lengths);
        }

        if (++_at >= _lengths.Count)
        {
            Current = null;
            return false;
        }

        Current = list.Decode(_bytes.WrittenSpan.Slice(_offset, _lengths[_at]));
        _offset += _lengths[_at];
        return true;
    }

    void IEnumerator.Reset() => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
