using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>One thing that was written in a worker, and to which stream.</summary>
internal readonly record struct StreamRecord(StreamKind Stream, object? Value)
{
    /// <summary>
    /// Of which item of a call it is, counted from 1; 0 for none, or where nobody asks. In no stream, and with the item
    /// as value: it is over.
    /// </summary>
    public long ItemNumber { get; init; }

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
            if (stream is StreamKind.Output or StreamKind.Added)
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

    /// <summary>
    /// Writes it to the stream of the cmdlet that it belongs to. What was wanted where it was written is shown: the
    /// preference variables of this session are no second filter. What the user says with a parameter of this very
    /// cmdlet, as -Verbose:$false or -WarningAction Ignore, holds.
    /// </summary>
    public void WriteTo(PSCmdlet cmdlet)
    {
        switch (Value)
        {
            case var output when Stream == StreamKind.Output:
                cmdlet.WriteObject(output, enumerateCollection: false);
                break;
            case ErrorRecord error:
                WriteError(cmdlet, error);
                break;
            case WarningRecord warning:
                Write(
                    cmdlet,
                    warning,
                    RecordWriting.Warning.Call,
                    "WarningAction",
                    () => cmdlet.WriteWarning(warning.Message));
                break;
            case VerboseRecord verbose:
                Write(
                    cmdlet,
                    verbose,
                    RecordWriting.Verbose.Call,
                    "Verbose",
                    () => cmdlet.WriteVerbose(verbose.Message));
                break;
            case DebugRecord debug:
                Write(cmdlet, debug, RecordWriting.Debug.Call, "Debug", () => cmdlet.WriteDebug(debug.Message));
                break;
            case InformationRecord information when ShownInformation.Contains(information):
                Write(
                    cmdlet,
                    information,
                    RecordWriting.Information.Call,
                    "InformationAction",
                    () => cmdlet.WriteInformation(information));
                break;
            case InformationRecord information:
                cmdlet.WriteInformation(information);
                break;
            case ProgressRecord progress:
                Write(
                    cmdlet,
                    progress,
                    RecordWriting.Progress.Call,
                    "ProgressAction",
                    () => cmdlet.WriteProgress(progress));
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

    private static void Write<TRecord>(
        PSCmdlet cmdlet, TRecord record, RecordWriting.Writer<TRecord>? write, string parameter, Action otherwise)
    {
        if (write is null)
        {
            otherwise();
            return;
        }

        write(cmdlet.CommandRuntime, record, always: !cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter));
    }

    // A line that a program has written to its stderr ends nothing in a plain session, whatever
    // $ErrorActionPreference says: programs do not know it. What the user says of this very cmdlet silences it.
    private static void WriteError(PSCmdlet cmdlet, ErrorRecord error)
    {
        bool isSilenced = cmdlet.MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? given)
            && given is ActionPreference.SilentlyContinue or ActionPreference.Ignore;
        if (!isSilenced && IsNativeLine(error) && RecordWriting.NativeLine.Call is { } write)
        {
            write(cmdlet.CommandRuntime, error);
        }
        else
        {
            cmdlet.WriteError(error);
        }
    }

    // The ids that the engine gives to the first line and to those after it. Those of an error that a script writes
    // name a command, too.
    /// <summary>Whether it is a line that a program wrote to its standard error.</summary>
    public static bool IsNativeLine(ErrorRecord error) =>
        error.FullyQualifiedErrorId is "NativeCommandError" or "NativeCommandErrorMessage";

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
