using System.Buffers.Binary;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>What arrives from the worker, and how it is read in order.</summary>
public sealed partial class IpcWorker
{
    private readonly Queue<WorkerRecord> _order = new();
    private JobState? _finalState;
    private bool _failureTaken;

    /// <summary>Decodes a message; the action puts it where it belongs.</summary>
    internal Action? Interpret(WorkerMessage kind, ReadOnlySpan<byte> payload)
    {
        if (kind == WorkerMessage.Exited)
        {
            int exitCode = BinaryPrimitives.ReadInt32LittleEndian(payload);
            return () => Finish(exitCode);
        }

        if (kind == WorkerMessage.Started)
        {
            return ReadStarted(payload);
        }

        try
        {
            object? value = LiveObjects.Encoding.Decode(payload);
            object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
            if (kind != WorkerMessage.Output)
            {
                Show(plain);
            }

            return kind switch
            {
                WorkerMessage.Output => () => Add(kind, Output, value is null ? null! : PSObject.AsPSObject(value)),
                WorkerMessage.Error when plain is ErrorRecord record => () => Add(kind, Error, record),
                WorkerMessage.Warning when plain is WarningRecord record => () => Add(kind, Warning, record),
                WorkerMessage.Verbose when plain is VerboseRecord record => () => Add(kind, Verbose, record),
                WorkerMessage.Debug when plain is DebugRecord record => () => Add(kind, Debug, record),
                WorkerMessage.Information when plain is InformationRecord record => () => Add(kind, Information, record),
                WorkerMessage.Progress when plain is ProgressRecord record => () => Add(kind, Progress, record),
                WorkerMessage.Ended when WorkerEnding.FromMessage(value) is { } ending => () => _ending = ending,
                _ => null,
            };
        }
        catch (IpcException e)
        {
            // Something was written that cannot be read here: that is an error of its own, not the end of the others.
            return () => Add(WorkerMessage.Error, Error, ErrorFactory.Create(e, Name));
        }
    }

    /// <summary>After the gate is left: state changes run the handlers of others.</summary>
    internal void AfterArrival()
    {
        if (_finalState is JobState state)
        {
            _finalState = null;
            SetJobState(state, state == JobState.Failed ? Failure?.Exception : null);
            WorkerHub.Instance.PulseArrivals();
        }
    }

    /// <summary>
    /// Moves everything that is there to a list, each with its place among all workers. Inside the arrival gate.
    /// </summary>
    internal void Drain(List<(long Order, WorkerMessage Stream, object? Value)> into)
    {
        Dictionary<WorkerMessage, Queue<object?>> streams = new()
        {
            [WorkerMessage.Output] = Take(Output),
            [WorkerMessage.Error] = Take(Error),
            [WorkerMessage.Warning] = Take(Warning),
            [WorkerMessage.Verbose] = Take(Verbose),
            [WorkerMessage.Debug] = Take(Debug),
            [WorkerMessage.Information] = Take(Information),
            [WorkerMessage.Progress] = Take(Progress),
        };

        // Receive-Job may have taken some already; those are missing at the front of their stream.
        Dictionary<WorkerMessage, int> missing = [];
        foreach ((WorkerMessage stream, Queue<object?> values) in streams)
        {
            missing[stream] = _order.Count(record => record.Stream == stream) - values.Count;
        }

        while (_order.TryDequeue(out WorkerRecord record))
        {
            if (missing[record.Stream]-- <= 0 && streams[record.Stream].TryDequeue(out object? value))
            {
                into.Add((record.Order, record.Stream, value));
            }
        }
    }

    /// <summary>Copies what is there without taking it. Inside the arrival gate.</summary>
    internal void Peek(List<(long Order, WorkerMessage Stream, object? Value)> into)
    {
        Output.ToList().ForEach(value => into.Add((0, WorkerMessage.Output, value)));
        Error.ToList().ForEach(value => into.Add((0, WorkerMessage.Error, value)));
        Warning.ToList().ForEach(value => into.Add((0, WorkerMessage.Warning, value)));
        Verbose.ToList().ForEach(value => into.Add((0, WorkerMessage.Verbose, value)));
        Debug.ToList().ForEach(value => into.Add((0, WorkerMessage.Debug, value)));
        Information.ToList().ForEach(value => into.Add((0, WorkerMessage.Information, value)));
    }

    /// <summary>The terminating error, the first time it is asked for.</summary>
    internal ErrorRecord? TakeFailure(bool keep)
    {
        ErrorRecord? failure = _failureTaken ? null : Failure;
        _failureTaken |= !keep;
        return failure;
    }

    private static Queue<object?> Take<T>(PSDataCollection<T> collection) => new(collection.ReadAll().Cast<object?>());

    private void Add<T>(WorkerMessage stream, PSDataCollection<T> collection, T value)
    {
        if (collection.IsOpen)
        {
            _order.Enqueue(new WorkerRecord(WorkerHub.Instance.Arrivals, stream));
            collection.Add(value);
        }
    }
}
