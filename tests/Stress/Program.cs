using System.Globalization;
using Ipc.Tests.Stress;

// stress: a storm; see Options. stress actor <place> <number> <seed> <parent> <journal>: one process of it.
if (args is ["actor", string place, string number, string seed, string parent, string journal])
{
    using Timer orphan = Parent.EndWith(int.Parse(parent, CultureInfo.InvariantCulture));
    return Actor.Run([place, number, seed], journal);
}

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return (int)Outcome.Inconclusive;
}

Console.WriteLine($"Storm with seed {options.Seed}: {options.Actors} processes, {options.Seconds} s.");
return (int)new Storm(options).Run();
