namespace Ipc.Model;

/// <summary>An encoding that knows which values can be keys of a dictionary.</summary>
internal interface IKeyEncoding : IMessageEncoding
{
    /// <summary>
    /// A key as it is told from others: equal keys become the same, and their encoded forms are the same bytes.
    /// </summary>
    /// <param name="key">What was given as a key.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>: it is no plain value.</exception>
    object PlainKey(object key);
}
