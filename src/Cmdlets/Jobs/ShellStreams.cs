using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Hands on what a script writes, on the thread that wrote it: so the order between streams is kept.</summary>
internal static class ShellStreams
{
    /// <summary>All streams but the output.</summary>
    public static void Forward(PSDataStreams streams, Action<StreamKind, object?> send)
    {
        Forward(streams.Error, StreamKind.Error, send);
        Forward(streams.Warning, StreamKind.Warning, send);
        Forward(streams.Verbose, StreamKind.Verbose, send);
        Forward(streams.Debug, StreamKind.Debug, send);
        Forward(streams.Information, StreamKind.Information, send);
        Forward(streams.Progress, StreamKind.Progress, send);
    }

    public static void Forward<T>(PSDataCollection<T> stream, StreamKind kind, Action<StreamKind, object?> send) =>
        stream.DataAdded += (sender, _) =>
        {
            foreach (T record in ((PSDataCollection<T>)sender!).ReadAll())
            {
                send(kind, record);
            }
        };
}
