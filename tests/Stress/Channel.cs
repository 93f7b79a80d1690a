using System.Buffers;

namespace Ipc.Tests.Stress;

/// <summary>Where messages go in and come out, each once, and in the order in which one sender has sent them.</summary>
/// <param name="Send">Sends a message; false when there was no room in time.</param>
/// <param name="Receive">Receives one; false when none came in time.</param>
/// <param name="HasLevels">Whether only messages of one level keep their order.</param>
internal sealed record Channel(
    Func<byte[], TimeSpan, bool> Send, Func<IBufferWriter<byte>, TimeSpan, bool> Receive, bool HasLevels = false)
{
    private const int Levels = 10;

    public static Channel Of(IpcChannel into, IpcChannel outOf) => new(
        (message, patience) => into.TrySendBytes(message, patience),
        (output, patience) => outOf.TryReceiveBytes(output, patience) == IpcReceiveResult.Received);

    /// <summary>The priority of the message of a number.</summary>
    public static int LevelOf(long id) => (int)(id % Levels);
}
