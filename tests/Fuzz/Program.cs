using System.Globalization;
using Ipc.Tests.Fuzz;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// fuzz <target> ...: feeds it in a process of its own; see Options. fuzz feed <parent> <progress> <target> ...: that
// process.
if (args is ["feed", string parent, string progress, .. string[] rest] && Options.Parse(rest) is { } given)
{
    return Feeder.Run(given, int.Parse(parent, CultureInfo.InvariantCulture), progress);
}

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return (int)Outcome.Inconclusive;
}

return (int)Overseer.Run(options);
