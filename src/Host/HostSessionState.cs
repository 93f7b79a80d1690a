using System.Management.Automation.Runspaces;
using Ipc.Host.StandIns;

namespace Ipc.Host;

/// <summary>The session state of scripts and workers: the engine's default and the stand-ins for what it lacks.</summary>
internal static class HostSessionState
{
    /// <summary>Makes a new one.</summary>
    public static InitialSessionState Create()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        StandInCommands.AddTo(state);
        return state;
    }
}
