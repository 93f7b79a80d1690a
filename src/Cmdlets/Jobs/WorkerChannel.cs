using System.Globalization;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <summary>
/// What a worker gets on its command line: the pipe to its parent, its number there, and who the parent is, so that it
/// knows of the parent's death whenever that happens.
/// </summary>
internal sealed record WorkerChannel(string Pipe, int Number, ProcessIdentity Parent)
{
    /// <summary>
    /// Counts the forms of the messages between a worker and its parent. The module may be replaced under a living
    /// parent, whose next worker is then of another version than itself.
    /// </summary>
    private const string Protocol = "p2";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Protocol}:{Pipe}:{Number}:{Parent.Pid}:{Parent.StartTime}:{Parent.PidNamespace}");

    public static WorkerChannel Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 6 || parts[0] != Protocol)
        {
            throw new IpcException(IpcError.FormatMismatch, $"'{text}' is not the channel of a worker of this version.");
        }

        CultureInfo invariant = CultureInfo.InvariantCulture;
        return new WorkerChannel(
            parts[1],
            int.Parse(parts[2], invariant),
            new ProcessIdentity(int.Parse(parts[3], invariant), ulong.Parse(parts[4], invariant), uint.Parse(parts[5], invariant)));
    }
}
