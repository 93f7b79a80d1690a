#if DEBUG
using Ipc.CrashPoints;

namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private void AddCrashes()
    {
        // crash <step> <hit> <signal>: at that step, for that time from now, this process gets the signal
        _commands["crash"] = words => Done(() => CrashPoint.Arm((CrashStep)Int(words[0]), Int(words[1]), Int(words[2])));
    }
}
#endif
