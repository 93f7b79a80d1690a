using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens an end of a pipe by name.</summary>
/// <remarks>
/// <para>What you get is live: what is sent here is received at the far end, in whichever process that is. The end is
/// held by this process until it is closed (Close-IpcPipe) or the process ends.</para>
/// <para>Opening an end makes this process a holder of it, so nothing is opened that you did not name. Get-IpcObject
/// -Kind Pipe lists the pipes there are.</para>
/// </remarks>
/// <example>
/// <para>Open the far end of a pipe that another process has made</para>
/// <code>$pipe = Get-IpcPipe chat
/// Send-IpcPipe $pipe 'hello'</code>
/// <para>Opens the right end of the pipe named chat. The maker keeps the left one and receives there.</para>
/// </example>
/// <example>
/// <para>Open the other end</para>
/// <code>$pipe = Get-IpcPipe chat -End Left</code>
/// <para>Opens the left end.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcPipe")]
[OutputType(typeof(IpcPipe))]
public sealed class GetIpcPipeCommand : IpcCommand
{
    /// <summary>The names of pipes, or ids of anonymous ones. No wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NamesOf<PipeArgument>]
    public string[] Name { get; set; } = [];

    /// <summary>Which end to open, Left or Right. Right if not given.</summary>
    [Parameter(Position = 1)]
    public IpcPipeEnd End { get; set; } = IpcPipeEnd.Right;

    private protected override void ProcessRecordCore()
    {
        foreach (string name in Name)
        {
            try
            {
                WriteObject(NamedObjects.Give(IpcKind.Pipe, name, (byte)End), enumerateCollection: false);
            }
            catch (IpcException e)
            {
                FailOne(e, name, Name.Length); // One name that is wrong does not keep the others back.
            }
        }
    }
}
