using Ipc.Platform.CrashPoints;

namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private void AddCrashes()
    {
        // crash <step> <hit> <signal>: at that step, for that time from now, this process gets the signal
        _commands["crash"] = words => Done(() => CrashPoint.Arm((CrashStep)Int(words[0]), Int(words[1]), Int(words[2])));

        // trace, traced: which steps are reached in between
        _commands["trace"] = _ => Done(CrashPoint.StartTrace);
        _commands["traced"] = _ => string.Join(' ', CrashPoint.EndTrace().Select(step => (int)step));

        // plant <bug>
        _commands["plant"] = words => Done(() => CrashPoint.Plant((PlantedBug)Int(words[0])));
    }
}
