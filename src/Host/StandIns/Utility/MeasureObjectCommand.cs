using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Measure-Object, without the measures of text.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly List<Measured> _measures = [];
    private readonly ObjectComparer _comparer = new(ignoreCase: true);

    /// <summary>The objects to measure.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The properties to measure; the objects themselves when there is none.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public object[]? Property { get; set; }

    /// <summary>Adds the values.</summary>
    [Parameter]
    public SwitchParameter Sum { get; set; }

    /// <summary>Their mean.</summary>
    [Parameter]
    public SwitchParameter Average { get; set; }

    /// <summary>The largest.</summary>
    [Parameter]
    public SwitchParameter Maximum { get; set; }

    /// <summary>The smallest.</summary>
    [Parameter]
    public SwitchParameter Minimum { get; set; }

    /// <summary>How far they lie from the mean.</summary>
    [Parameter]
    public SwitchParameter StandardDeviation { get; set; }

    /// <summary>All of them.</summary>
    [Parameter]
    public SwitchParameter AllStats { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (object? property in Property ?? [null!])
        {
            _measures.Add(new Measured { Key = property is null ? null : PropertyKey.From(property) });
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        foreach (Measured measured in _measures)
        {
            if (measured.Key is null)
            {
                Add(measured, InputObject.BaseObject);
                continue;
            }

            foreach ((_, object? value) in measured.Key.Read(InputObject))
            {
                Add(measured, value is PSObject wrapped ? wrapped.BaseObject : value);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (Measured measured in _measures)
        {
            WriteObject(ToResult(measured));
        }
    }

    private void Add(Measured measured, object? value)
    {
        if (value is null)
        {
            return;
        }

        measured.Count++;
        if (Sum || Average || StandardDeviation || AllStats)
        {
            if (!LanguagePrimitives.TryConvertTo(value, out double number))
            {
                WriteError(new ErrorRecord(
                    new PSInvalidOperationException($"Input object \"{value}\" is not numeric."),
                    "NonNumericInputObject",
                    ErrorCategory.InvalidType,
                    value));
                return;
            }

            measured.Numbers.Add(number);
        }

        measured.Largest = measured.Largest is null || _comparer.Compare(value, measured.Largest) > 0 ? value : measured.Largest;
        measured.Smallest = measured.Smallest is null || _comparer.Compare(value, measured.Smallest) < 0 ? value : measured.Smallest;
    }

    private PSObject ToResult(Measured measured)
    {
        List<double> numbers = measured.Numbers;
        double mean = numbers.Count == 0 ? 0 : numbers.Average();
        double deviation = numbers.Count < 2 ? 0 : Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / (numbers.Count - 1));

        PSObject result = new();
        result.Properties.Add(new PSNoteProperty("Count", measured.Count));
        result.Properties.Add(new PSNoteProperty("Average", Average || AllStats ? mean : null));
        result.Properties.Add(new PSNoteProperty("Sum", Sum || AllStats ? numbers.Sum() : null));
        result.Properties.Add(new PSNoteProperty("Maximum", Maximum || AllStats ? ToNumber(measured.Largest) : null));
        result.Properties.Add(new PSNoteProperty("Minimum", Minimum || AllStats ? ToNumber(measured.Smallest) : null));
        result.Properties.Add(new PSNoteProperty("StandardDeviation", StandardDeviation || AllStats ? deviation : null));
        result.Properties.Add(new PSNoteProperty("Property", measured.Key?.ToString()));
        result.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GenericMeasureInfo");
        return result;
    }

    private static object? ToNumber(object? value) =>
        value is not null and not string && LanguagePrimitives.TryConvertTo(value, out double number) ? number : value;

    private sealed class Measured
    {
        public PropertyKey? Key { get; init; }

        public int Count { get; set; }

        public List<double> Numbers { get; } = [];

        public object? Largest { get; set; }

        public object? Smallest { get; set; }
    }
}
