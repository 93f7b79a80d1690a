using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Select-Object.</summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly Queue<PSObject> _held = new();
    private readonly List<object> _seen = [];
    private PropertyKey[] _keys = [];
    private WildcardPattern[] _excluded = [];
    private int _skipped;
    private int _written;

    /// <summary>The objects to select from.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The properties of the result.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    /// <summary>Properties that are left out.</summary>
    [Parameter]
    public string[] ExcludeProperty { get; set; } = [];

    /// <summary>Gives the values of this property.</summary>
    [Parameter]
    public string? ExpandProperty { get; set; }

    /// <summary>Only so many; what comes before in the pipeline ends then.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>Only the last so many.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Without the first so many (with -Last, without the last).</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>Only those that come at these places, counted from 0.</summary>
    [Parameter]
    public int[]? Index { get; set; }

    /// <summary>Each only once.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>Reads all input even when no more is needed.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _keys = Array.ConvertAll(ExcludeProperty.Length > 0 && Property.Length == 0 ? ["*"] : Property, PropertyKey.From);
        _excluded = Array.ConvertAll(ExcludeProperty, name => new WildcardPattern(name, WildcardOptions.IgnoreCase));
        if (First == 0 && Last is null && !Wait)
        {
            StopUpstream.Throw(this);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        if (Last is not null)
        {
            _held.Enqueue(InputObject);
        }
        else if (Index is not null)
        {
            if (Index.Contains(_skipped++))
            {
                Write(InputObject);
            }
        }
        else if (_skipped < Skip)
        {
            _skipped++;
        }
        else if (First is null || _written < First)
        {
            Write(InputObject);
            if (_written == First && !Wait)
            {
                StopUpstream.Throw(this);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Last is int last)
        {
            int end = Math.Max(0, _held.Count - Skip);
            foreach (PSObject item in _held.Take(end).Skip(Math.Max(0, end - last)))
            {
                Write(item);
            }
        }
    }

    private void Write(PSObject item)
    {
        if (ExpandProperty is not null)
        {
            Expand(item, ExpandProperty);
            return;
        }

        object selected = _keys.Length == 0 ? item : Pick(item);
        if (IsNew(selected))
        {
            _written++;
            WriteObject(selected);
        }
    }

    private void Expand(PSObject item, string property)
    {
        _written++;
        if (item.Properties[property] is { } found)
        {
            WriteObject(found.Value, enumerateCollection: true);
            return;
        }

        WriteError(new ErrorRecord(
            new PSArgumentException($"Property \"{property}\" cannot be found."),
            "ExpandPropertyNotFound",
            ErrorCategory.InvalidArgument,
            item));
    }

    private PSObject Pick(PSObject item)
    {
        PSObject picked = new();
        foreach (PropertyKey key in _keys)
        {
            bool found = false;
            foreach ((string name, object? value) in key.Read(item))
            {
                found = true;
                Add(picked, name, value);
            }

            if (!found)
            {
                Add(picked, key.ToString(), value: null);
            }
        }

        picked.TypeNames.Insert(0, "Selected." + item.TypeNames[0]);
        return picked;
    }

    private void Add(PSObject picked, string name, object? value)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name) && picked.Properties[name] is null
            && !Array.Exists(_excluded, pattern => pattern.IsMatch(name)))
        {
            picked.Properties.Add(new PSNoteProperty(name, value));
        }
    }

    private bool IsNew(object selected)
    {
        if (!Unique)
        {
            return true;
        }

        // As text when properties were picked: "@{A=1; B=2}".
        object key = _keys.Length > 0 ? selected.ToString()! : ((PSObject)selected).BaseObject;
        if (_seen.Exists(other => LanguagePrimitives.Equals(other, key)))
        {
            return false;
        }

        _seen.Add(key);
        return true;
    }
}
