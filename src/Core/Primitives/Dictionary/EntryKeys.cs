using Ipc.Messages;
using Ipc.Model;

namespace Ipc.Primitives;

/// <summary>How the keys of one dictionary become bytes. Safe for several threads.</summary>
internal sealed class EntryKeys(IMessageEncoding? encoding, bool ignoreCase, ulong seed, Func<string> describe)
{
    private readonly IKeyEncoding? _plain = encoding as IKeyEncoding;

    /// <summary>The bytes of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="buffer">Keeps them; not to be disposed of before the key is done with.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/>, <see cref="IpcError.MessageTooLarge"/>.
    /// </exception>
    public EntryKey Of(object key, MessageBuffer buffer)
    {
        if (key is null)
        {
            throw new ArgumentNullException(nameof(key), "Nothing, null, can be neither a key of a dictionary nor an element of a set.");
        }

        object plain = _plain?.PlainKey(key) ?? key;
        if (plain is string text)
        {
            return OfText(text);
        }

        if (encoding is null)
        {
            throw new InvalidOperationException("This dictionary was opened without an encoding of objects. Use text as keys.");
        }

        buffer.Truncate(0);
        encoding.Encode(plain, buffer);
        Check(buffer.Length);
        return EntryKey.OfEncoded(buffer.Written, seed);
    }

    public EntryKey OfText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Check(text.Length * sizeof(char));
        return EntryKey.OfText(text, ignoreCase, seed);
    }

    /// <summary>The key of an entry that was read.</summary>
    public object Read(EntryBatch batch, int index) =>
        batch.IsText(index) ? batch.TextAt(index) : encoding?.Decode(batch.KeyAt(index)) ?? batch.KeyAt(index).ToArray();

    private void Check(int bytes)
    {
        if (bytes > EntryTable.LongestKey)
        {
            throw new IpcException(
                IpcError.MessageTooLarge,
                $"The key has {bytes:N0} bytes, and a key of the {describe()} has {EntryTable.LongestKey:N0} at the most. Use a "
                    + "shorter one, such as its hash.");
        }
    }
}
