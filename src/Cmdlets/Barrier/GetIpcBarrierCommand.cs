using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens barriers by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live barrier. It says how many parties wait (ParticipantsWaiting), how many it takes
/// (ParticipantCount) and whether it is broken (IsBroken).</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named barriers of
/// this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>How many are there already</para>
/// <code>(Get-IpcBarrier step).ParticipantsWaiting</code>
/// <para>Opens the barrier named step and prints how many parties have arrived.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcBarrier")]
[OutputType(typeof(IpcBarrier))]
public sealed class GetIpcBarrierCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Barrier;
}
