using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>What arrives from the worker, and how it is read in order.</summary>
public sealed partial class IpcWorker
{
    private readonly Queue<(long Order, StreamKind Stream)> _order = new();
    private JobState? _finalState;
    private bool _failureTaken;

    /// <summary>Puts what a message says where it belongs. Inside the arrival gate.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: it says something that it does not
    /// carry.</exception>
    internal void Take(WorkerMessage message)
    {
        switch (message.Header.Kind)
        {
            case FrameKind.Record:
                foreach (StreamRecord record in message.Records)
                {
                    Add(record);
                }

                break;
            case FrameKind.Ready:
                OnReady(message.Process);
                break;
            case FrameKind.Arrived:
                OnInputArrived(message.Header.Item);
                break;
            case FrameKind.Ended:
                _ending = message.Ending;
                break;
            case FrameKind.Exited:
                Finish(message.ExitCode);
                break;
        }
    }

    /// <summary>Adds something to its streams. Inside the arrival gate.</summary>
    internal void Add(StreamRecord record)
    {
        if (record.AddTo(Child))
        {
            _order.Enqueue((WorkerHub.Instance.Arrivals, record.Stream));
        }
    }

    /// <summary>After the gate is left: state changes run the handlers of others.</summary>
    internal void AfterArrival()
    {
        ReleaseArrived();
        if (_finalState is JobState state)
        {
            _finalState = null;
            lock (_gate)
            {
                // A job on a worker that waited for it may end before who has sent it there has said that it runs, inside this
                // gate. What is said last stays.
            }

            SetJobState(state, state == JobState.Failed ? Failure?.Exception : null);
            ReleaseInFlight(); // An input that came between the two.
            WorkerHub.Instance.PulseArrivals();
        }
    }

    /// <summary>
    /// Moves everything that is there to a list, each with its place among all workers. Inside the arrival gate.
    /// </summary>
    internal void Drain(List<(long Order, StreamRecord Record)> into)
    {
        Dictionary<StreamKind, Queue<object?>> streams = new()
        {
            [StreamKind.Output] = Take(Output),
            [StreamKind.Error] = Take(Error),
            [StreamKind.Warning] = Take(Warning),
            [StreamKind.Verbose] = Take(Verbose),
            [StreamKind.Debug] = Take(Debug),
            [StreamKind.Information] = Take(Information),
            [StreamKind.Progress] = Take(Progress),
        };

        // Receive-Job may have taken some already; those are missing at the front of their stream.
        Dictionary<StreamKind, int> missing = streams.ToDictionary(
            static stream => stream.Key,
            stream => _order.Count(record => record.Stream == stream.Key) - stream.Value.Count);
        while (_order.TryDequeue(out (long Order, StreamKind Stream) record))
        {
            if (missing[record.Stream]-- <= 0 && streams[record.Stream].TryDequeue(out object? value))
            {
                into.Add((record.Order, new StreamRecord(record.Stream, value)));
            }
        }
    }

    /// <summary>Copies what is there without taking it. Inside the arrival gate.</summary>
    internal void Peek(List<(long Order, StreamRecord Record)> into)
    {
        Copy(Output, StreamKind.Output);
        Copy(Error, StreamKind.Error);
        Copy(Warning, StreamKind.Warning);
        Copy(Verbose, StreamKind.Verbose);
        Copy(Debug, StreamKind.Debug);
        Copy(Information, StreamKind.Information);

        void Copy<T>(PSDataCollection<T> stream, StreamKind kind) => into.AddRange(
            stream.ToList().Select(value => (0L, new StreamRecord(kind, value))));
    }

    /// <summary>The terminating error, the first time it is asked for.</summary>
    internal ErrorRecord? TakeFailure(bool keep)
    {
        ErrorRecord? failure = _failureTaken ? null : Failure;
        _failureTaken |= !keep;
        return failure;
    }

    private static Queue<object?> Take<T>(PSDataCollection<T> collection) => new(collection.ReadAll().Cast<object?>());
}
