using System.Buffers;
using Ipc.Messages;

namespace Ipc;

/// <summary>Elements as bytes.</summary>
public sealed partial class IpcList
{
    /// <summary>Reads the bytes of an element.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="output">Where they go.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetBytes(int index, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        bool found = _table.TryRead(index, buffer);
        if (found)
        {
            output.Write(buffer.Written);
        }

        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Adds an element as bytes at the end.</summary>
    /// <param name="value">Copied; may be empty.</param>
    /// <returns>Its index.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public int AddBytes(ReadOnlySpan<byte> value)
    {
        ThrowIfClosed();
        int index = _table.Add(value, [value.Length]);
        GC.KeepAlive(this);
        return index;
    }

    /// <summary>Adds elements as bytes at the end, all at once and next to each other.</summary>
    /// <param name="values">Copied; each may be empty.</param>
    /// <returns>The index of the first.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public int AddManyBytes(IReadOnlyCollection<byte[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        foreach (byte[] value in values)
        {
            buffer.Write(value);
        }

        int index = _table.Add(buffer.Written, [.. values.Select(value => value.Length)]);
        GC.KeepAlive(this);
        return index;
    }

    /// <summary>Sets an element as bytes.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="value">Copied; may be empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void SetBytes(int index, ReadOnlySpan<byte> value)
    {
        ThrowIfClosed();
        bool set = _table.TrySet(index, value);
        GC.KeepAlive(this);
        if (!set)
        {
            throw OutOfRange(index);
        }
    }

    /// <summary>Inserts an element as bytes.</summary>
    /// <param name="index">Where: from 0 to behind the last one; below 0 from the end.</param>
    /// <param name="value">Copied; may be empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void InsertBytes(int index, ReadOnlySpan<byte> value)
    {
        ThrowIfClosed();
        bool inserted = _table.TryInsert(index, value);
        GC.KeepAlive(this);
        if (!inserted)
        {
            throw OutOfRange(index);
        }
    }

    /// <summary>Removes an element and gives its bytes.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="output">Where they go.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryPopBytes(int index, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ThrowIfClosed();
        bool removed = _table.TryRemoveAt(index, output, out bool refers);
        if (refers)
        {
            return TryPopReferring(index, output, decodes: false, out _); // Bytes hold nothing.
        }

        GC.KeepAlive(this);
        return removed;
    }
}
