using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Get-Random.</summary>
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "Number")]
public sealed class GetRandomCommand : PSCmdlet
{
    private readonly List<object?> _input = [];

    /// <summary>The first number that is too large.</summary>
    [Parameter(Position = 0, ParameterSetName = "Number")]
    public object? Maximum { get; set; }

    /// <summary>The smallest number.</summary>
    [Parameter(ParameterSetName = "Number")]
    public object? Minimum { get; set; }

    /// <summary>The objects to choose from.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "List")]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? InputObject { get; set; }

    /// <summary>How many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Gives all objects, in random order.</summary>
    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Shuffle { get; set; }

    /// <summary>Makes the numbers repeatable.</summary>
    [Parameter]
    public int? SetSeed { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "List")
        {
            _input.AddRange(InputObject ?? [null]);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
#pragma warning disable CA5394 // As in Get-Random: not for secrets.
        Random random = SetSeed is int seed ? new Random(seed) : Random.Shared;
        if (ParameterSetName == "List")
        {
            object?[] objects = [.. _input];
            random.Shuffle(objects);
            WriteObject(Shuffle ? objects : objects[..Math.Min(Count, objects.Length)], enumerateCollection: true);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            WriteNumber(random);
        }
    }

    private void WriteNumber(Random random)
    {
        object? minimum = Minimum is PSObject low ? low.BaseObject : Minimum;
        object? maximum = Maximum is PSObject high ? high.BaseObject : Maximum;
        if (minimum is double or float or decimal || maximum is double or float or decimal)
        {
            double from = minimum is null ? 0 : LanguagePrimitives.ConvertTo<double>(minimum);
            double to = maximum is null ? double.MaxValue : LanguagePrimitives.ConvertTo<double>(maximum);
            Check(from < to);
            WriteObject(from + ((to - from) * random.NextDouble()));
            return;
        }

        bool isLong = minimum is long or ulong or uint || maximum is long or ulong or uint;
        long first = minimum is null ? 0 : LanguagePrimitives.ConvertTo<long>(minimum);
        long end = maximum is null ? (isLong ? long.MaxValue : int.MaxValue) : LanguagePrimitives.ConvertTo<long>(maximum);
        Check(first < end);
        long number = random.NextInt64(first, end);
        WriteObject(!isLong && number is >= int.MinValue and <= int.MaxValue ? (int)number : (object)number);
    }
#pragma warning restore CA5394

    private void Check(bool isInOrder)
    {
        if (!isInOrder)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException($"The Minimum value ({Minimum ?? 0}) cannot be greater than or equal to the Maximum value ({Maximum})."),
                "MinGreaterThanOrEqualMax",
                ErrorCategory.InvalidArgument,
                targetObject: null));
        }
    }
}
