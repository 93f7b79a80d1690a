using Ipc.Model;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>
/// Copies of messages that stay where they are, one behind the other, and what they refer to. Not for several threads.
/// </summary>
/// <remarks>
/// <para>(1) Inside the container, the messages are looked at: those that refer to nothing, or to what is open here already,
/// are copied. (2) At one that refers to something else the look ends; outside, that is opened; (3) inside again, it begins
/// anew. So what a copy refers to was opened while its message was in the container, which held it, and is held here until
/// the copy has been read.</para>
/// <para>Nothing is taken, so nobody notices a death: what was opened is closed with the process.</para>
/// </remarks>
internal sealed class PeekedMessages : IDisposable
{
    private readonly MessageBuffer _bytes = MessageBuffer.Rent();
    private readonly List<int> _ends = [];
    private readonly HashSet<IpcReference> _opened = [];
    private readonly HeldReferences _held = new();
    private readonly List<byte[]> _wanted = [];

    public int Count => _ends.Count;

    /// <summary>Bytes of all copies.</summary>
    public long Bytes => _bytes.Length;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.Written[start.._ends[index]];
        }
    }

    /// <summary>Where the next copy goes; <see cref="Add"/> follows.</summary>
    public MessageBuffer Output => _bytes;

    /// <summary>A copy has been written.</summary>
    public void Add() => _ends.Add(_bytes.Length);

    /// <summary>Forgets the copies, and keeps open what is open. Inside the mutex.</summary>
    public void Clear()
    {
        _bytes.Truncate(0);
        _ends.Clear();
        _wanted.Clear();
    }

    /// <summary>Steps 1 and 3: whether a message may be copied now. Inside the mutex.</summary>
    /// <param name="references">What it refers to.</param>
    /// <returns>False when that is to be opened first.</returns>
    public bool Covers(ReadOnlySpan<byte> references)
    {
        ReadOnlySpan<byte> rest = references;
        while (ReferenceView.TryRead(ref rest, out ReferenceView reference))
        {
            if (!_opened.Contains(reference.ToReference()))
            {
                _wanted.Add(references.ToArray());
                return false;
            }
        }

        return true;
    }

    /// <summary>Step 2. Outside the mutex.</summary>
    public void Open()
    {
        foreach (byte[] references in _wanted)
        {
            _held.Append(HeldReferences.Open(references));
            ReadOnlySpan<byte> rest = references;
            while (ReferenceView.TryRead(ref rest, out ReferenceView reference))
            {
                _opened.Add(reference.ToReference());
            }
        }

        _wanted.Clear();
    }

    /// <summary>Reads a copy back as an object.</summary>
    /// <returns>Why it cannot be read; null when it was.</returns>
    public IpcException? TryDecode(int index, IMessageEncoding encoding, out object? value, CancellationToken cancellation)
    {
        try
        {
            value = encoding.Decode(this[index], cancellation);
            return null;
        }
        catch (IpcException e)
        {
            value = null;
            return e;
        }
    }

    public void Dispose()
    {
        _held.Dispose();
        _bytes.Dispose();
    }
}
