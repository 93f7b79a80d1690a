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

    /// <summary>Reads the copies back as objects.</summary>
    /// <param name="encoding">Turns messages back into objects.</param>
    /// <param name="timeout">Ends reading, too, if there is much to read and it is more than zero.</param>
    /// <param name="peeked">The objects are added here, each with the reason if it cannot be read.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>.</exception>
    public void Read(
        IMessageEncoding encoding, TimeSpan timeout, ICollection<IpcPeeked> peeked, CancellationToken cancellation)
    {
        using CancellationTokenSource late = UnreadMessages.LateToken(Bytes, timeout, cancellation);
        try
        {
            for (int i = 0; i < Count; i++)
            {
                peeked.Add(Read(i, encoding, late.Token));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IpcException(
                IpcError.Timeout,
                $"Messages of {Bytes:N0} bytes are there, but to read them takes longer than {timeout.TotalSeconds} s. Wait "
                    + "longer.");
        }
    }

    private IpcPeeked Read(int index, IMessageEncoding encoding, CancellationToken cancellation)
    {
        try
        {
            return new IpcPeeked(encoding.Decode(this[index], cancellation), null);
        }
        catch (IpcException e)
        {
            return new IpcPeeked(null, e);
        }
    }

    public void Dispose()
    {
        _held.Dispose();
        _bytes.Dispose();
    }
}
