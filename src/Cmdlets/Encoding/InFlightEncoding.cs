using System.Buffers;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The encoding of what is handed over to another process: the live objects in it are held from here on, until whoever
/// encoded it disposes of the handles. For one thread.
/// </summary>
internal sealed class InFlightEncoding : IMessageEncoding, ILiveObjects
{
    private readonly PowerShellEncoding _encoding;
    private InFlightHandles? _handles;

    /// <param name="depth">How many levels of objects of unknown type cross.</param>
    /// <param name="allowSecret">Whether secrets cross.</param>
    public InFlightEncoding(int depth = PowerShellEncoding.DefaultDepth, bool allowSecret = false) =>
        _encoding = new PowerShellEncoding(this, depth, allowSecret);

    /// <inheritdoc/>
    /// <exception cref="IpcException">It cannot be sent; nothing of it is held.</exception>
    public void Encode(object? value, IBufferWriter<byte> output)
    {
        try
        {
            _encoding.Encode(value, output);
        }
        catch
        {
            Take()?.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a value into an array of its own.</summary>
    /// <param name="value">The value.</param>
    /// <param name="handles">Of the live objects in it; null if there are none.</param>
    /// <exception cref="IpcException">It cannot be sent; nothing of it is held.</exception>
    public byte[] Encode(object? value, out InFlightHandles? handles)
    {
        ArrayBufferWriter<byte> output = new();
        Encode(value, output);
        handles = Take();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What the values hold that were encoded since this was asked last; null if nothing.</summary>
    public InFlightHandles? Take()
    {
        InFlightHandles? handles = _handles;
        _handles = null;
        return handles;
    }

    object? IMessageEncoding.Decode(ReadOnlySpan<byte> message) => _encoding.Decode(message);

    bool ILiveObjects.TryGetReference(object value, out IpcReference reference)
    {
        if (!LiveObjects.Instance.TryGetReference(value, out reference))
        {
            return false;
        }

        try
        {
            (_handles ??= new InFlightHandles()).Add(reference);
        }
        catch (IpcException e) when (e.Error is IpcError.NotFound or IpcError.Closed)
        {
            throw new RefusedValueException(
                $"is {KindTable.WithArticle(reference.Kind)} that is gone: nobody holds it any more, or it was removed",
                "Close it after it has been handed over.",
                IpcError.NotFound);
        }

        return true;
    }

    object ILiveObjects.Open(IpcReference reference) => LiveObjects.Instance.Open(reference);
}
