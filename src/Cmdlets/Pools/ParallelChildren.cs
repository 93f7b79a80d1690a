using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The children of a job of Invoke-IpcParallel: one for each item, with what it wrote. A job takes two and a half
/// kilobytes, so where there are more than ten thousand items, what they write is in the job itself, and there is a
/// child, without streams, only for those that have failed, the first ten thousand of them, when all is over.
/// </summary>
/// <param name="parent">The job.</param>
internal sealed class ParallelChildren(Job parent)
{
    /// <summary>How many there are at most.</summary>
    public const int Most = 10_000;

    private readonly List<IpcParallelItemJob> _children = [];
    private readonly List<IpcParallelItemJob> _failed = [];

    /// <summary>Makes them, if there are not too many. Before anybody sees the job.</summary>
    /// <param name="inputs">All inputs.</param>
    /// <param name="cancel">Does one of them no more.</param>
    public void Make(IReadOnlyCollection<EncodedInput> inputs, Action<ParallelItem> cancel)
    {
        if (inputs.Count > Most)
        {
            return;
        }

        foreach (EncodedInput given in inputs)
        {
            IpcParallelItemJob child = new(parent.Command, _children.Count, given.Input, cancel);
            _children.Add(child);
            parent.ChildJobs.Add(child);
        }
    }

    /// <summary>An item is given to the call.</summary>
    public void Begin(long index, ParallelItem item)
    {
        if (index < _children.Count)
        {
            _children[(int)index].Begin(item);
        }
    }

    /// <summary>Puts something that has come where it belongs.</summary>
    public void Keep(in StreamRecord record)
    {
        IpcParallelItemJob? child = record.ItemNumber > 0 && record.ItemNumber <= _children.Count
            ? _children[(int)record.ItemNumber - 1]
            : null;
        if (record.Value is not ParallelItem item || record.Stream != StreamKind.None)
        {
            record.AddTo((Job?)child ?? parent);
        }
        else if (child is not null)
        {
            child.End(item.Failure, item.IsCancelled && item.Loss is not null);
        }
        else if (item.Failure is { } failure && _failed.Count < Most)
        {
            IpcParallelItemJob failed = new(parent.Command, item.Index, item.Input, cancel: null);
            failed.End(failure, isStopped: false);
            _failed.Add(failed);
        }
    }

    /// <summary>The job is over.</summary>
    public void End()
    {
        _children.ForEach(static child => child.GiveUp());
        _failed.ForEach(parent.ChildJobs.Add);
    }

    /// <summary>The job was removed.</summary>
    public void Dispose()
    {
        foreach (Job child in parent.ChildJobs)
        {
            child.Dispose();
        }
    }
}
