using System.Globalization;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <summary>
/// What a worker gets on its command line: the pipe to its parent, its number there, and who the parent is, so that it
/// knows of the parent's death whenever that happens.
/// </summary>
internal sealed record WorkerChannel(string Pipe, int Number, ProcessIdentity Parent)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Pipe}:{Number}:{Parent.Pid}:{Parent.StartTime}:{Parent.PidNamespace}");

    public static WorkerChannel Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 5)
        {
            throw new IpcException(IpcError.FormatMismatch, $"'{text}' is not the channel of a worker.");
        }

        CultureInfo invariant = CultureInfo.InvariantCulture;
        return new WorkerChannel(
            parts[0],
            int.Parse(parts[1], invariant),
            new ProcessIdentity(int.Parse(parts[2], invariant), ulong.Parse(parts[3], invariant), uint.Parse(parts[4], invariant)));
    }
}
