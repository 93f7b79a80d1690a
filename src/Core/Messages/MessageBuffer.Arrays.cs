using System.Runtime.CompilerServices;
using Ipc.Model;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>
/// Large arrays: a message that is one is copied from shared memory straight into an array. That is best made before:
/// the memory of 1 MiB takes longer to get from the system than to fill, and the copy is made inside the mutex.
/// </summary>
internal sealed partial class MessageBuffer
{
    private IArrayEncoding? _arrays;
    private bool _hasLookedAhead;
    private Head _head;
    private int _lengthAhead;
    private Array? _prepared;

    /// <summary>
    /// The message, if it was received into an array of its own; then nothing is <see cref="Written"/>.
    /// </summary>
    public Array? Array { get; private set; }

    /// <summary>
    /// Whether a message is an array that can be made before it is received. Once for each message to be received: when
    /// others are faster each time, nobody must be kept from the next one.
    /// </summary>
    /// <param name="beginning">Its first bytes.</param>
    /// <param name="length">How long it is.</param>
    public bool WantsArray(ReadOnlySpan<byte> beginning, int length)
    {
        if (_arrays is null || length < IArrayEncoding.LeastBytes || _hasLookedAhead)
        {
            return false;
        }

        _hasLookedAhead = true;
        if (beginning.Length < IArrayEncoding.LongestHead)
        {
            return false;
        }

        beginning.CopyTo(_head);
        _lengthAhead = length;
        return true;
    }

    /// <summary>Makes the array for which <see cref="WantsArray"/> has been asked. Outside of the mutex.</summary>
    public void MakeArray()
    {
        if (_prepared is null && _lengthAhead > 0)
        {
            _prepared = _arrays!.MakeArray(_head, _lengthAhead);
            if (_prepared is not null)
            {
                RawArray.Populate(_prepared);
            }
        }
    }

    /// <summary>
    /// Where the last bytes of a message go; empty when it is no array. From then on it is <see cref="Array"/>.
    /// </summary>
    /// <param name="beginning">Its first bytes.</param>
    /// <param name="length">How long it is.</param>
    public Span<byte> ArrayFor(ReadOnlySpan<byte> beginning, int length)
    {
        if (_arrays is null)
        {
            return default;
        }

        Array = _prepared is not null && length == _lengthAhead && StartsWithHead(beginning, length - Buffer.ByteLength(_prepared))
            ? _prepared
            : _arrays.MakeArray(beginning, length);
        if (Array is null)
        {
            return default;
        }

        Span<byte> bytes = RawArray.BytesOf(Array);
        int head = length - bytes.Length;
        if (head > 0 && head <= beginning.Length)
        {
            return bytes;
        }

        Array = null;
        return default;
    }

    private void ForgetArrays()
    {
        _arrays = null;
        _hasLookedAhead = false;
        _lengthAhead = 0;
        _prepared = null;
        Array = null;
    }

    private bool StartsWithHead(ReadOnlySpan<byte> beginning, int head) =>
        beginning.Length >= head && beginning[..head].SequenceEqual(((ReadOnlySpan<byte>)_head)[..head]);

    [InlineArray(IArrayEncoding.LongestHead)]
    private struct Head
    {
        private byte _first;
    }
}
