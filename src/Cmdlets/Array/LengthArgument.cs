using System.Globalization;

namespace Ipc.Commands;

/// <summary>The length of an array, or the elements that say how long it is.</summary>
public sealed class LengthArgument
{
    /// <summary>How many elements.</summary>
    public LengthArgument(int length) => Length = length;

    internal LengthArgument(object elements) => Elements = elements;

    /// <summary>How many; null where elements were given.</summary>
    internal int? Length { get; }

    /// <summary>The elements; null where a number was given.</summary>
    internal object? Elements { get; }

    /// <inheritdoc/>
    public override string ToString() => Length?.ToString(CultureInfo.InvariantCulture) ?? Elements!.ToString()!;
}
