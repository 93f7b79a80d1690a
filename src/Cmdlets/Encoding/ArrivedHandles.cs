using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The live objects of what a process was handed over: whoever runs it closes them when it is over, so that a process
/// that goes on holds nothing by handles that nobody can use any more. What cannot be opened is noted, and the message
/// is read all the same: what it stood for can be named then. May be used from any thread.
/// </summary>
internal sealed class ArrivedHandles : ILiveObjects
{
    private const int Deepest = 32;

    private readonly object _gate = new();
    private readonly List<WeakReference<IIpcObject>> _opened = [];
    private readonly List<Unopened> _unopened = [];
    private int _pruneAt = 64;

    /// <summary>Makes an empty list.</summary>
    public ArrivedHandles() => Encoding = new PowerShellEncoding(this);

    /// <summary>Reads messages, and opens what they refer to.</summary>
    public PowerShellEncoding Encoding { get; }

    /// <summary>
    /// Says what could not be opened since this was asked last, and where it stands in what was read meanwhile.
    /// </summary>
    /// <param name="given">What was read, by the names that its sender knows.</param>
    /// <returns>The error; null if all is there.</returns>
    public IpcException? TakeProblem(IEnumerable<(string Name, object? Value)> given)
    {
        Unopened? first;
        lock (_gate)
        {
            first = _unopened.FirstOrDefault();
            _unopened.Clear();
        }

        if (first is null)
        {
            return null;
        }

        string? path = given
            .Select(one => Find(one.Value, first, 0) is { } rest ? one.Name + rest : null)
            .FirstOrDefault(static found => found is not null);
        return new IpcException(
            first.Reason.Error,
            $"{(path is null ? "What it was given" : $"'{path}'")} could not be opened in the worker's process: "
                + first.Reason.Message,
            first.Reason);
    }

    /// <summary>Closes all that was opened and is still in use.</summary>
    public void Close()
    {
        WeakReference<IIpcObject>[] opened;
        lock (_gate)
        {
            opened = [.. _opened];
            _opened.Clear();
        }

        foreach (WeakReference<IIpcObject> one in opened)
        {
            if (one.TryGetTarget(out IIpcObject? handle))
            {
                handle.Close();
            }
        }
    }

    bool ILiveObjects.TryGetReference(object value, out IpcReference reference) =>
        LiveObjects.Instance.TryGetReference(value, out reference);

    object ILiveObjects.Open(IpcReference reference)
    {
        try
        {
            IIpcObject opened = (IIpcObject)LiveObjects.Instance.Open(reference);
            lock (_gate)
            {
                if (_opened.Count >= _pruneAt)
                {
                    _opened.RemoveAll(static one => !one.TryGetTarget(out _));
                    _pruneAt = Math.Max(64, 2 * _opened.Count);
                }

                _opened.Add(new WeakReference<IIpcObject>(opened));
            }

            return opened;
        }
        catch (IpcException e)
        {
            Unopened missing = new(e);
            lock (_gate)
            {
                _unopened.Add(missing);
            }

            return missing;
        }
    }

    // The path to it as the user wrote it: ArgumentList[0].Queue, or $using:queue.
    private static string? Find(object? within, Unopened wanted, int depth)
    {
        object? value = within is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : within;
        if (ReferenceEquals(value, wanted))
        {
            return "";
        }

        if (depth == Deepest || value is null or string or Unopened)
        {
            return null;
        }

        foreach ((string step, object? part) in Parts(value))
        {
            if (Find(part, wanted, depth + 1) is { } rest)
            {
                return step + rest;
            }
        }

        return null;
    }

    private static IEnumerable<(string Step, object? Part)> Parts(object value) => value switch
    {
        IDictionary table => table.Cast<DictionaryEntry>().Select(static entry => ($".{entry.Key}", entry.Value)),
        IList items => items.Cast<object?>().Select(static (item, i) => ($"[{i}]", item)),
        PSObject custom => custom.Properties.Select(static property => ($".{property.Name}", (object?)property.Value)),
        _ => [],
    };

    /// <summary>Stands where an object should be that could not be opened.</summary>
    private sealed record Unopened(IpcException Reason);
}
