using System.Globalization;
using Ipc.Platform.CrashPoints;

namespace Ipc.Tests.Fuzz;

/// <summary>What the command line asks for.</summary>
/// <param name="Target">What is fed.</param>
/// <param name="Seconds">How long, at most.</param>
/// <param name="Inputs">How many, at most.</param>
/// <param name="Seed">Decides every input together with its number.</param>
/// <param name="First">The number of the first input: with <c>--inputs 1</c>, the one that was reported.</param>
/// <param name="Patience">Seconds without a finished input after which it hangs.</param>
/// <param name="Plant">A mistake to be found, for the test of this program.</param>
internal sealed record Options(string Target, double Seconds, long Inputs, int Seed, long First, double Patience, PlantedBug Plant)
{
    public const string Usage =
        "fuzz decoder|cost|region|file [--seconds 15] [--inputs n] [--seed n] [--first n] [--patience 60] [--plant bug: "
            + "in debug builds]";

    /// <summary>Null when something is not understood.</summary>
    public static Options? Parse(string[] words)
    {
        if (words.Length % 2 == 0 || words[0] is not ("decoder" or "cost" or "region" or "file"))
        {
            return null;
        }

        Options options = new(words[0], 15, long.MaxValue, Environment.TickCount & 0xFFFF, 0, 60, PlantedBug.None);
        for (int i = 1; i < words.Length; i += 2)
        {
            if (words[i] == "--plant" && Enum.TryParse(words[i + 1], out PlantedBug bug))
            {
                options = options with { Plant = bug };
                continue;
            }

            if (!double.TryParse(words[i + 1], CultureInfo.InvariantCulture, out double number) || number < 0)
            {
                return null;
            }

            switch (words[i])
            {
                case "--seconds": options = options with { Seconds = number }; break;
                case "--inputs": options = options with { Inputs = (long)number }; break;
                case "--seed": options = options with { Seed = (int)number }; break;
                case "--first": options = options with { First = (long)number }; break;
                case "--patience": options = options with { Patience = number }; break;
                default: return null;
            }
        }

        return options;
    }

    /// <summary>The words that make these options.</summary>
    public string[] ToWords() =>
    [
        Target, "--seconds", Text(Seconds), "--inputs", Text(Inputs), "--seed", Text(Seed), "--first", Text(First), "--patience", Text(Patience),
        "--plant", Plant.ToString(),
    ];

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
