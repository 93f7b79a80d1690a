using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace Ipc.Host.StandIns.Utility;

/// <summary>
/// The exception by which a cmdlet that has enough ends those before it in the pipeline. The engine keeps it internal;
/// where it can't be made the rest of the input is read and dropped.
/// </summary>
internal static class StopUpstream
{
    private static readonly ConstructorInfo? s_constructor = typeof(PSObject).Assembly
        .GetType("System.Management.Automation.StopUpstreamCommandsException")?.GetConstructor([typeof(InternalCommand)]);

    /// <summary>Ends what feeds this cmdlet.</summary>
    public static void Throw(Cmdlet cmdlet)
    {
        if (s_constructor?.Invoke([cmdlet]) is Exception exception)
        {
            throw exception;
        }
    }
}
