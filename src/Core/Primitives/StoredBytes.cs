using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// A value on its way into a store: what it refers to is held for the store from here on, and stands in front of its
/// bytes. One that refers to nothing costs nothing. For one step, on one thread.
/// </summary>
internal readonly ref struct StoredBytes
{
    private readonly MessageBuffer _value;
    private readonly MessageBuffer? _whole;
    private readonly SentReferences? _sent;
    private readonly FirstReferences? _first;

    /// <summary>Holds what a value refers to.</summary>
    /// <param name="region">The store.</param>
    /// <param name="dropped">Counts what has gone from it.</param>
    /// <param name="value">As it was encoded.</param>
    /// <param name="first">Holds it on while the store cannot be found yet; null once it can.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>.</exception>
    public StoredBytes(Region region, Func<ulong> dropped, MessageBuffer value, FirstReferences? first = null)
    {
        _value = value;
        _first = first;
        if (value.References is not { } all)
        {
            return;
        }

        _sent = new SentReferences(region, dropped);
        _whole = MessageBuffer.Rent();
        try
        {
            _sent.TryMark(all, Deadline.Never, CancellationToken.None);
            References = _sent.Bytes.Length;
            System.Buffers.BuffersExtensions.Write(_whole, _sent.Bytes);
            System.Buffers.BuffersExtensions.Write(_whole, value.Written);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The references and the value.</summary>
    public ReadOnlySpan<byte> Bytes => (_whole ?? _value).Written;

    /// <summary>How many of them are references.</summary>
    public int References { get; }

    /// <summary>Notes whether it was stored.</summary>
    /// <returns>The same.</returns>
    public bool Note(bool isStored)
    {
        if (_sent is not null)
        {
            _sent.IsSent = isStored;
            CrashPoint.Reach(CrashStep.ReferencesSent);
        }

        return isStored;
    }

    public void Dispose()
    {
        if (_first is not null && _sent is not null)
        {
            _first.Add(_sent);
        }
        else
        {
            _sent?.Dispose();
        }

        _whole?.Dispose();
    }
}
