namespace Ipc.Commands;

/// <summary>
/// What a worker is told first, encoded when it was asked for: nothing that changes before its turn comes changes it,
/// and what it refers to is held from then on.
/// </summary>
internal sealed class StartMessage : IDisposable
{
    private readonly byte[] _bytes;
    private readonly InFlightHandles? _handles;

    /// <exception cref="IpcException">Something in it cannot be sent.</exception>
    public StartMessage(WorkerScript script)
    {
        InFlightEncoding encoding = new(allowSecret: script.AllowSecret);
        using FrameWriter frame = FrameWriter.Rent();
        frame.Add(new FrameHeader(FrameKind.Start), script.ToMessage(), encoding);
        _bytes = frame.Written.ToArray();
        _handles = encoding.Take();
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The worker has opened what it was given, or never will. Once.</summary>
    public void Dispose() => _handles?.Dispose();
}
