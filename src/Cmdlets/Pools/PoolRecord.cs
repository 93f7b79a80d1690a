using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>One thing that was written in a worker of a pool, and to which stream.</summary>
internal readonly record struct PoolRecord(WorkerMessage Stream, object? Value)
{
    /// <summary>An error of this process's own.</summary>
    public static PoolRecord Error(ErrorRecord error) => new(WorkerMessage.Error, error);

    /// <summary>Writes it to the stream of the cmdlet that it belongs to.</summary>
    public void WriteTo(Cmdlet cmdlet)
    {
        switch (Stream)
        {
            case WorkerMessage.Output:
                cmdlet.WriteObject(Value, enumerateCollection: false);
                break;
            case WorkerMessage.Error:
                cmdlet.WriteError((ErrorRecord)Value!);
                break;
            case WorkerMessage.Warning:
                cmdlet.WriteWarning(((WarningRecord)Value!).Message);
                break;
            case WorkerMessage.Verbose:
                cmdlet.WriteVerbose(((VerboseRecord)Value!).Message);
                break;
            case WorkerMessage.Debug:
                cmdlet.WriteDebug(((DebugRecord)Value!).Message);
                break;
            case WorkerMessage.Information:
                cmdlet.WriteInformation((InformationRecord)Value!);
                break;
            case WorkerMessage.Progress:
                cmdlet.WriteProgress((ProgressRecord)Value!);
                break;
        }
    }
}
