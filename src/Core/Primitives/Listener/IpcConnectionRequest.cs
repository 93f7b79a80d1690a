using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// Somebody who asks for a pipe at a listener, and waits for the answer. Whoever has it accepts or refuses; if it is
/// disposed of without either, or its process ends, the other side is told that the listener is gone. The first answer
/// counts, from whichever thread.
/// </summary>
public sealed class IpcConnectionRequest : IIpcConnectionRequest
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly IpcPipe _pipe;

    private IpcConnectionRequest(IpcPipe pipe) => _pipe = pipe;

    /// <summary>The process that asks; null where it is of another pid namespace.</summary>
    public int? ProcessId => _pipe.ProcessId;

    /// <summary>The name of the worker that asks; null if it is none.</summary>
    public string? WorkerName => _pipe.WorkerName;

    /// <summary>Whether who asks still waits for the answer. Only a hint: it may change at once.</summary>
    public bool IsWaiting => _pipe.Connection.State == ConnectionState.Asked && IsThere();

    /// <summary>Accepts it.</summary>
    /// <returns>The end of the pipe whose far end the other process has.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/>: who asked does not wait any more.</exception>
    public IpcPipe Accept() => TryAccept(out IpcPipe? connection)
        ? connection!
        : throw new IpcException(
            IpcError.Closed,
            "Who asked for the connection does not wait for it any more: it has given up or ended, or was answered before.");

    IIpcPipe IIpcConnectionRequest.Accept() => Accept();

    /// <summary>Accepts it, if who asked still waits.</summary>
    /// <param name="connection">The end of the pipe whose far end the other process has.</param>
    public bool TryAccept(out IpcPipe? connection)
    {
        connection = null;
        if (_pipe.IsClosed || !IsThere() || !_pipe.Connection.TryAccept())
        {
            Dispose();
            return false;
        }

        _pipe.TellDecided();
        connection = _pipe;
        return true;
    }

    /// <summary>Refuses it: the other side gets <see cref="IpcError.AccessDenied"/>.</summary>
    /// <param name="reason">What its error is to say; up to 1,024 bytes.</param>
    public void Refuse(string? reason = null)
    {
        if (!_pipe.IsClosed && _pipe.Connection.TryRefuse(reason ?? ""))
        {
            _pipe.TellDecided();
        }

        Dispose();
    }

    /// <summary>Drops it, unless it was accepted.</summary>
    public void Dispose()
    {
        if (_pipe.IsClosed)
        {
            return;
        }

        if (_pipe.Connection.TryWithdraw())
        {
            _pipe.TellDecided();
        }

        if (_pipe.Connection.State != ConnectionState.Accepted)
        {
            _pipe.Close();
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(WorkerName is { } name ? $"{name}, " : "")}process {(ProcessId is { } id ? id.ToString(CultureInfo.InvariantCulture) : "unknown")}";

    /// <summary>The message that asks.</summary>
    internal static byte[] Write(IpcPipe left)
    {
        byte[] message = new byte[sizeof(ulong) + Encoding.UTF8.GetByteCount(left.Id)];
        BinaryPrimitives.WriteUInt64LittleEndian(message, left.Region.Instance);
        Encoding.UTF8.GetBytes(left.Id, message.AsSpan(sizeof(ulong)));
        return message;
    }

    /// <summary>Opens what a message asks for; null when who asked has ended, or given up.</summary>
    internal static IpcConnectionRequest? TryOpen(ReadOnlySpan<byte> message, IMessageEncoding? encoding)
    {
        if (message.Length <= sizeof(ulong))
        {
            return null; // Not by this library.
        }

        try
        {
            string id = Encoding.UTF8.GetString(message[sizeof(ulong)..]);
            IpcReference reference = new(
                IpcKind.Pipe, id, BinaryPrimitives.ReadUInt64LittleEndian(message), (byte)IpcPipeEnd.Left);
            IpcConnectionRequest request = new((IpcPipe)IpcObject.Open(reference, encoding));
            if (request.IsWaiting)
            {
                return request;
            }

            request.Dispose();
            return null;
        }
        catch (IpcException e) when (e.Error != IpcError.NoSpace)
        {
            return null;
        }
    }

    // A death that nobody was told of yet counts, too.
    private bool IsThere()
    {
        if (_pipe.Region.LookAtPeers() == PeerState.FoundDead)
        {
            _pipe.Region.RecoverDead(Deadline.After(s_patience), CancellationToken.None);
        }

        return _pipe.IsFarEndOpen;
    }
}
