using System.Management.Automation;
using Ipc.Model;

namespace Ipc.Commands;

/// <summary>Connects to a listener, and gives you an end of a pipe of your own.</summary>
/// <remarks>
/// <para>Whoever listens (New-IpcPipe -Listen) gets the far end. Each that connects gets another pipe, and any number
/// may. It writes the end of the pipe when the listener has accepted it (Receive-IpcPipe on the listener); until then it
/// waits. ProcessId says which process accepted, and WorkerName its name, if it is a worker.</para>
/// <para>If nobody listens under that name, that is an error at once (IpcNotFound); with -Timeout it waits for somebody
/// to listen, too, and the time counts for all of it. When it passes, that is the error IpcTimeout, or $false with
/// -Quiet, and nothing was connected. A connection that the listener refuses is the error IpcAccessDenied with its
/// reason, and a listener that closes or dies before it has accepted the error IpcClosed.</para>
/// <para>Pass the name of a listener to a worker, not the listener: who has the listener listens, too.</para>
/// </remarks>
/// <example>
/// <para>Ask a server, which may still be starting</para>
/// <code>$pipe = Connect-IpcPipe calculator -Timeout 5
/// Send-IpcPipe $pipe '6 * 7'
/// Receive-IpcPipe $pipe</code>
/// <para>Waits up to five seconds until somebody listens as calculator and has accepted.</para>
/// </example>
/// <example>
/// <para>The server to it</para>
/// <code>$listener = New-IpcPipe calculator -Listen
/// $client = Receive-IpcPipe $listener
/// Receive-IpcPipe $client</code>
/// <para>Accepts one connection, and receives what was sent there.</para>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "IpcPipe")]
[OutputType(typeof(IpcPipe), typeof(bool))]
public sealed class ConnectIpcPipeCommand : AcquireCommand
{
    /// <summary>The name of the listener, or the listener.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Listener")]
    [OneObject(typeof(ListenerArgument))]
    [NamesOf<ListenerArgument>]
    public ListenerArgument Name { get; set; } = null!;

    private protected override object? Target => Name.Given;

    private protected override void ProcessRecordCore()
    {
        string name = Name.Name ?? Name.Resolve().Id;
        if (IpcStore.Local.Connect(name, LiveObjects.Encoding, Timeout, StopToken) is { } connection)
        {
            Acquired(connection.Close);
            Give(() => WriteObject(connection, enumerateCollection: false));
        }
        else if (Quiet)
        {
            WriteObject(false);
        }
        else
        {
            throw TimedOut($"{WhyNot(name)} Wait longer, or use -Quiet if that is no error.");
        }
    }

    private string WhyNot(string name) => IsThere(name)
        ? $"'{name}' has not accepted the connection within {PatienceText}: it is there, and is not receiving, or others came first."
        : $"Nobody has listened under the name '{name}' within {PatienceText}. "
            + Advice.For(IpcAdvice.Create, IpcKind.Listener, name);

    private static bool IsThere(string name) =>
        IpcStore.Local.List().Any(found => found.Kind == IpcKind.Listener && found.Id.Equals(name, StringComparison.OrdinalIgnoreCase));
}
