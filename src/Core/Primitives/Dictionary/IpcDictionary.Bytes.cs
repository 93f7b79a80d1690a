using System.Buffers;
using Ipc.Messages;

namespace Ipc;

/// <summary>Text keys, and values as bytes.</summary>
public sealed partial class IpcDictionary
{
    /// <summary>Reads the bytes of a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="output">Where they go.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetBytes(string key, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        bool found = _table.TryRead(_keys.OfText(key), buffer);
        if (found)
        {
            output.Write(buffer.Written);
        }

        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Sets a value as bytes.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Copied; may be empty.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void SetBytes(string key, ReadOnlySpan<byte> value)
    {
        ThrowIfClosed();
        _table.Set(_keys.OfText(key), value);
        GC.KeepAlive(this);
    }

    /// <summary>Adds an entry as bytes if there is none with this key.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Copied; may be empty.</param>
    /// <returns>Whether it was added.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryAddBytes(string key, ReadOnlySpan<byte> value)
    {
        ThrowIfClosed();
        bool added = _table.TryAdd(_keys.OfText(key), value);
        GC.KeepAlive(this);
        return added;
    }

    /// <summary>Replaces a value as bytes if it is what is expected.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">What it shall be.</param>
    /// <param name="expected">What it must be before.</param>
    /// <returns>Whether it was replaced.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryUpdateBytes(string key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> expected)
    {
        ThrowIfClosed();
        bool updated = _table.TryReplace(_keys.OfText(key), expected, value);
        GC.KeepAlive(this);
        return updated;
    }
}
