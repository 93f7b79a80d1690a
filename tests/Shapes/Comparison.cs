namespace Ipc.Tests.Shapes;

/// <summary>What has become of an object on its way, in one line: facts kept, facts there were, and words.</summary>
public static class Comparison
{
    private const int Longest = 70;

    /// <summary>Compares two texts of <see cref="Shape.Text"/>.</summary>
    /// <returns>Three fields, separated by tabs.</returns>
    public static string Of(string original, string arrived)
    {
        List<string> there = [.. original.Split('\n')];
        string[] facts = arrived.Split('\n');
        List<string> left = [.. there];
        string? other = null;
        int kept = 0;
        foreach (string fact in facts)
        {
            if (left.Remove(fact))
            {
                kept++;
            }
            else
            {
                other ??= fact;
            }
        }

        return $"{kept}\t{there.Count}\t{Words(there[0], facts[0], other ?? (left.Count > 0 ? "without " + left[0] : null))}";
    }

    private static string Words(string original, string arrived, string? other)
    {
        if (other is null)
        {
            return "same";
        }

        string words = original == arrived ? other : arrived[2..];
        words = words.Length > Longest ? words[..Longest] + "..." : words;
        return words.Replace('|', '/');
    }
}
