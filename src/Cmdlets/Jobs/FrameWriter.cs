using System.Buffers;

namespace Ipc.Commands;

/// <summary>
/// Puts a message of frames together, and notes what it refers to. Not for several threads.
/// </summary>
internal sealed class FrameWriter : IReferenceWriter, IDisposable
{
    private const int Least = 512;
    private const int Keep = 1 << 20;

    [ThreadStatic]
    private static FrameWriter? t_spare;

    private byte[] _bytes = new byte[Least];
    private int _length;
    private FrameHeader _last;
    private int _lastAt = -1;
    private List<IpcReference>? _references;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>What was written refers to these; null for nothing.</summary>
    public IReadOnlyCollection<IpcReference>? References => _references;

    /// <summary>An empty one. Dispose gives it back; nested use on one thread gets another one.</summary>
    public static FrameWriter Rent()
    {
        FrameWriter writer = t_spare ?? new FrameWriter();
        t_spare = null;
        writer.Clear();
        return writer;
    }

    public void Dispose()
    {
        Clear();
        t_spare ??= this;
    }

    public void Clear()
    {
        (_length, _lastAt) = (0, -1);
        _references = null;
        if (_bytes.Length > Keep)
        {
            _bytes = new byte[Least]; // One large message must not stay in memory for ever.
        }
    }

    /// <summary>Adds a frame with these bytes.</summary>
    public void Add(in FrameHeader header, ReadOnlySpan<byte> payload = default)
    {
        Span<byte> to = GetSpan(Frame.HeaderSize + payload.Length);
        Frame.Write(to, header, payload.Length);
        payload.CopyTo(to[Frame.HeaderSize..]);
        (_lastAt, _last) = (_length, header);
        _length += Frame.HeaderSize + payload.Length;
    }

    /// <summary>Adds a frame with an encoded object. Nothing is added if that fails.</summary>
    public void Add(in FrameHeader header, object? value, IMessageEncoding encoding)
    {
        int at = _length;
        GetSpan(Frame.HeaderSize);
        _length += Frame.HeaderSize;
        try
        {
            encoding.Encode(value, this);
        }
        catch
        {
            _length = at;
            throw;
        }

        Frame.Write(_bytes.AsSpan(at), header, _length - at - Frame.HeaderSize);
        (_lastAt, _last) = (at, header);
    }

    /// <summary>Adds something that was written. What cannot be sent becomes an error that says why.</summary>
    public void AddRecord(in FrameHeader header, object? value, IMessageEncoding encoding)
    {
        try
        {
            // On the thread that wrote it, while the command runs that did.
            bool isShown = header.Stream == StreamKind.Information && InformationWish.IsShown;
            Add(isShown ? header with { Flags = header.Flags | FrameFlags.IsShown } : header, value, encoding);
        }
        catch (IpcException e)
        {
            Add(header with { Stream = StreamKind.Error }, ErrorFactory.Create(e, value?.ToString()), encoding);
        }
    }

    /// <summary>Ends the message: its last frame says what it is. If there is none, this is.</summary>
    public void End(in FrameHeader header)
    {
        if (_lastAt < 0)
        {
            Add(header);
        }
        else
        {
            Rewrite(_last with { Kind = header.Kind, Flags = _last.Flags | header.Flags });
        }
    }

    /// <summary>Says more about the message.</summary>
    public void Flag(FrameFlags flags) => Rewrite(_last with { Flags = _last.Flags | flags });

    /// <summary>Gives the last frame the number of an item.</summary>
    public void Number(long item) => Rewrite(_last with { Item = item });

    /// <summary>Whether it says no more than what has happened, for which there should be room anywhere.</summary>
    public bool IsBare => _length == Frame.HeaderSize;

    /// <summary>
    /// Leaves of the message what has happened, and the error that says why no more of it could be sent.
    /// </summary>
    public void Replace(object error, IMessageEncoding encoding)
    {
        FrameHeader header = _last with { Stream = StreamKind.Error, Flags = _last.Flags | FrameFlags.HasFailed };
        Clear();
        Add(header, error, encoding);
    }

    public void Refer(in IpcReference reference)
    {
        _references ??= [];
        if (!_references.Contains(reference))
        {
            _references.Add(reference);
        }
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Rewrite(FrameHeader header)
    {
        _last = header;
        Frame.Write(_bytes.AsSpan(_lastAt), header, _length - _lastAt - Frame.HeaderSize);
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_bytes.Length - _length < needed)
        {
            long wanted = Math.Max((long)_length + needed, Math.Min(Array.MaxLength, 2L * _bytes.Length));
            if (wanted > Array.MaxLength)
            {
                throw new IpcException(
                    IpcError.MessageTooLarge, $"What was written has more than {Array.MaxLength:N0} bytes. Write it "
                        + "in parts.");
            }

            Array.Resize(ref _bytes, (int)wanted);
        }
    }
}
