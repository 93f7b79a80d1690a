using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Base of the stand-ins that take <c>-Path</c>, with wildcards, or <c>-LiteralPath</c>.</summary>
public abstract class PathCommand : PSCmdlet
{
    /// <summary>Paths, wildcards allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public virtual string[] Path { get; set; } = [];

    /// <summary>Paths as they stand.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Whether the paths are taken as they stand.</summary>
    protected bool IsLiteral => ParameterSetName == "LiteralPath";

    /// <summary>The paths of this record.</summary>
    protected string[] Paths => IsLiteral ? LiteralPath : Path;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            try
            {
                ProcessPath(path);
            }
            catch (Exception exception) when (ToRecord(exception, path) is ErrorRecord record)
            {
                WriteError(record);
            }
        }
    }

    /// <summary>Does the cmdlet's work for one path; what it throws of paths and files becomes a non-terminating error.</summary>
    protected abstract void ProcessPath(string path);

    /// <summary>The files, in the file system's own form, that the path stands for; an error when it stands for none.</summary>
    protected IEnumerable<string> FindFiles(string path) =>
        IsLiteral ? [ToFile(path)] : GetResolvedProviderPathFromPSPath(path, out _);

    /// <summary>The file, which need not exist, that the path stands for.</summary>
    protected string ToFile(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private static ErrorRecord? ToRecord(Exception exception, string path) => exception switch
    {
        PipelineStoppedException => null,
        IContainsErrorRecord container and SessionStateException => new ErrorRecord(container.ErrorRecord, exception),
        IContainsErrorRecord container and (NotSupportedException or ProviderInvocationException or PSArgumentException) =>
            new ErrorRecord(container.ErrorRecord, exception),
        FileNotFoundException or DirectoryNotFoundException =>
            new ErrorRecord(new ItemNotFoundException($"Cannot find path '{path}' because it does not exist.", exception), "PathNotFound", ErrorCategory.ObjectNotFound, path),
        UnauthorizedAccessException => new ErrorRecord(exception, "UnauthorizedAccess", ErrorCategory.PermissionDenied, path),
        IOException => new ErrorRecord(exception, "IOError", ErrorCategory.WriteError, path),
        _ => null,
    };
}
