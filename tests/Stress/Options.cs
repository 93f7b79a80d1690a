using System.Globalization;

namespace Ipc.Tests.Stress;

/// <summary>What the command line asks for.</summary>
/// <param name="Seconds">How long the storm lasts.</param>
/// <param name="Seed">Decides every choice; the order in which processes run is the system's.</param>
/// <param name="Actors">How many processes work at a time.</param>
/// <param name="Kills">The fewest kills of a run that says anything.</param>
internal sealed record Options(double Seconds, int Seed, int Actors, int Kills)
{
    public const string Usage = "stress [--seconds 60] [--seed n] [--actors 6] [--kills n: fewer are inconclusive]";

    /// <summary>Null when something is not understood.</summary>
    public static Options? Parse(string[] words)
    {
        Options options = new(60, Environment.TickCount & 0xFFFF, 6, 0);
        for (int i = 0; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length || !double.TryParse(words[i + 1], CultureInfo.InvariantCulture, out double number) || number < 0)
            {
                return null;
            }

            switch (words[i])
            {
                case "--seconds": options = options with { Seconds = number }; break;
                case "--seed": options = options with { Seed = (int)number }; break;
                case "--actors": options = options with { Actors = Math.Max(1, (int)number) }; break;
                case "--kills": options = options with { Kills = (int)number }; break;
                default: return null;
            }
        }

        return options;
    }
}
