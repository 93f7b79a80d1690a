using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Sort-Object; equal objects stay in the order in which they came.</summary>
[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _input = [];
    private PropertyKey[] _keys = [];
    private ObjectComparer _comparer = new(ignoreCase: true);

    /// <summary>The objects to sort.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What to sort by; the objects themselves when there is none.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    /// <summary>Largest first.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <summary>One of each that are equal.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>Tells upper from lower case.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>Only the first so many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Top { get; set; }

    /// <summary>Only the last so many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Bottom { get; set; }

    /// <summary>Always so here.</summary>
    [Parameter]
    public SwitchParameter Stable { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _keys = Array.ConvertAll(Property, PropertyKey.From);
        _comparer = new ObjectComparer(!CaseSensitive);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _input.Add(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        List<(PSObject Item, object?[] Values)> rows = [.. _input.Select(item => (item, ValuesOf(item)))];
        rows = [.. rows.Order(Comparer<(PSObject Item, object?[] Values)>.Create((x, y) => Compare(x.Values, y.Values)))];
        if (Unique)
        {
            rows = [.. rows.Where((row, index) => index == 0 || Compare(rows[index - 1].Values, row.Values) != 0)];
        }

        int first = Bottom is int bottom ? Math.Max(0, rows.Count - bottom) : 0;
        foreach ((PSObject item, _) in rows.Skip(first).Take(Top ?? rows.Count))
        {
            WriteObject(item);
        }
    }

    private object?[] ValuesOf(PSObject item) => _keys.Length == 0
        ? [item.BaseObject]
        : Array.ConvertAll(_keys, key => key.Read(item).Select(pair => pair.Value).FirstOrDefault());

    private int Compare(object?[] x, object?[] y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            bool descending = _keys.Length > 0 && _keys[i].Descending is bool own ? own : Descending;
            int result = _comparer.Compare(x[i], y[i]);
            if (result != 0)
            {
                return descending ? -result : result;
            }
        }

        return 0;
    }
}
