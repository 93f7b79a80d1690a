using System.Globalization;

namespace Ipc.Tests.Encoding;

/// <summary>What became of one object on one way.</summary>
/// <param name="Way">How it went.</param>
/// <param name="Name">The object.</param>
/// <param name="Kept">How many of its facts arrived.</param>
/// <param name="All">How many it had.</param>
/// <param name="Words">What arrived: <c>same</c>, or in which way it is not.</param>
internal sealed record ObjectTableCell(string Way, string Name, int Kept, int All, string Words)
{
    public static readonly string[] Ways = ["queue", "pipe", "arguments", "using", "output", "pool"];

    public static ObjectTableCell Parse(string line)
    {
        string[] parts = line.Split('\t');
        return new ObjectTableCell(
            parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), int.Parse(parts[3], CultureInfo.InvariantCulture), parts[4]);
    }

    /// <summary>Whether more of the object is lost than on another way.</summary>
    public bool IsWorseThan(ObjectTableCell other) => Words != "same" && All - Kept > other.All - other.Kept;
}
