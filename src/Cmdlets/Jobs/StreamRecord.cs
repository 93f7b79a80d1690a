using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>One thing that was written in a worker, and to which stream.</summary>
internal readonly record struct StreamRecord(StreamKind Stream, object? Value)
{
    /// <summary>An error of this process's own.</summary>
    public static StreamRecord Error(ErrorRecord error) => new(StreamKind.Error, error);

    /// <summary>
    /// Decodes what was written. What cannot be read here is an error of its own, not the end of the others.
    /// </summary>
    public static StreamRecord Read(StreamKind stream, ReadOnlySpan<byte> payload)
    {
        try
        {
            object? value = LiveObjects.Encoding.Decode(payload);
            if (stream == StreamKind.Output)
            {
                return new StreamRecord(stream, value);
            }

            object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
            return Fits(stream, plain) ? new StreamRecord(stream, plain) : throw Frame.Damaged();
        }
        catch (IpcException e)
        {
            return Error(ErrorFactory.Create(e, null));
        }
    }

    /// <summary>Lets an error of a worker keep its position in the worker's script when it is written here.</summary>
    public void KeepPosition()
    {
        if (Value is ErrorRecord error && Stream == StreamKind.Error)
        {
            ErrorFactory.KeepPosition(error);
        }
    }

    /// <summary>Writes it to the stream of the cmdlet that it belongs to.</summary>
    public void WriteTo(Cmdlet cmdlet)
    {
        switch (Stream)
        {
            case StreamKind.Output:
                cmdlet.WriteObject(Value, enumerateCollection: false);
                break;
            case StreamKind.Error:
                cmdlet.WriteError((ErrorRecord)Value!);
                break;
            case StreamKind.Warning:
                cmdlet.WriteWarning(((WarningRecord)Value!).Message);
                break;
            case StreamKind.Verbose:
                cmdlet.WriteVerbose(((VerboseRecord)Value!).Message);
                break;
            case StreamKind.Debug:
                cmdlet.WriteDebug(((DebugRecord)Value!).Message);
                break;
            case StreamKind.Information:
                cmdlet.WriteInformation((InformationRecord)Value!);
                break;
            case StreamKind.Progress:
                cmdlet.WriteProgress((ProgressRecord)Value!);
                break;
        }
    }

    /// <summary>Adds it to the stream of the job that it belongs to.</summary>
    /// <returns>False when that takes nothing any more.</returns>
    public bool AddTo(Job job) => Value switch
    {
        _ when Stream == StreamKind.Output => Add(job.Output, Value is null ? null! : PSObject.AsPSObject(Value)),
        ErrorRecord error => Add(job.Error, error),
        WarningRecord warning => Add(job.Warning, warning),
        VerboseRecord verbose => Add(job.Verbose, verbose),
        DebugRecord debug => Add(job.Debug, debug),
        InformationRecord information => Add(job.Information, information),
        ProgressRecord progress => Add(job.Progress, progress),
        _ => false,
    };

    private static bool Fits(StreamKind stream, object? value) => value switch
    {
        ErrorRecord => stream == StreamKind.Error,
        WarningRecord => stream == StreamKind.Warning,
        VerboseRecord => stream == StreamKind.Verbose,
        DebugRecord => stream == StreamKind.Debug,
        InformationRecord => stream == StreamKind.Information,
        ProgressRecord => stream == StreamKind.Progress,
        _ => false,
    };

    private static bool Add<T>(PSDataCollection<T> stream, T value)
    {
        if (!stream.IsOpen)
        {
            return false;
        }

        stream.Add(value);
        return true;
    }
}
