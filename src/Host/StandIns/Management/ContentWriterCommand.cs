using System.Collections;
using System.Management.Automation;
using System.Text;

namespace Ipc.Host.StandIns.Management;

/// <summary>What Set-Content and Add-Content share: files that are open from the first value to the last.</summary>
public abstract class ContentWriterCommand : PathCommand, IDisposable
{
    private List<StreamWriter>? _writers;

    /// <summary>The files; not from the pipeline, which brings the values.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path", ValueFromPipelineByPropertyName = true)]
    public override string[] Path { get; set; } = [];

    /// <summary>What to write, each on a line of its own.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    /// <summary>Ends no line.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>Writes to read-only files too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Passes the values on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How to encode the text.</summary>
    [Parameter]
    public string? Encoding { get; set; }

    /// <summary>How the files are opened.</summary>
    protected abstract FileMode Mode { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writers?.ForEach(writer => writer.Dispose());
        _writers = null;
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_writers is null)
        {
            _writers = [];
            base.ProcessRecord();
        }

        foreach (object? value in Value ?? [])
        {
            Write(value);
            if (PassThru)
            {
                WriteObject(value);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Dispose();

    /// <inheritdoc/>
    protected override void ProcessPath(string path)
    {
        string[] files = !IsLiteral && WildcardPattern.ContainsWildcardCharacters(path) ? [.. FindFiles(path)] : [ToFile(path)];
        foreach (string file in files)
        {
            if (!ShouldProcess(file))
            {
                continue;
            }

            if (Force && File.Exists(file))
            {
                File.SetAttributes(file, File.GetAttributes(file) & ~FileAttributes.ReadOnly);
            }

            Encoding encoding = TextEncoding.Find(Encoding);
            _writers!.Add(new StreamWriter(new FileStream(file, Mode, FileAccess.Write, FileShare.ReadWrite), encoding));
        }
    }

    private void Write(object? value)
    {
        // An array inside the array, as "a", @("b", "c"): one level is written line by line.
        if ((value is PSObject wrapped ? wrapped.BaseObject : value) is IList list)
        {
            foreach (object? item in list)
            {
                WriteLine(item);
            }

            return;
        }

        WriteLine(value);
    }

    private void WriteLine(object? value)
    {
        foreach (StreamWriter writer in _writers!)
        {
            writer.Write(value?.ToString());
            if (!NoNewline)
            {
                writer.Write(Environment.NewLine);
            }
        }
    }
}
