using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>What stands beside the inputs of a call: one list or several, of which each input gets the next element.</summary>
internal sealed class SideBySide
{
    private readonly IList[] _lists;
    private int _next;

    /// <summary>One list; several, if each element of what is given is a list itself.</summary>
    public SideBySide(object?[] given)
    {
        IList[] lists = [.. given.Select(static element => element is PSObject wrapped ? wrapped.BaseObject : element).OfType<IList>()];
        _lists = given.Length > 0 && lists.Length == given.Length ? lists : [given];
    }

    /// <summary>How many elements of the longest list no input has come for.</summary>
    public int Left => Math.Max(0, _lists.Max(static list => list.Count) - _next);

    /// <summary>The input with what stands beside it.</summary>
    /// <exception cref="ArgumentException">There is nothing left in one of the lists.</exception>
    public object?[] Join(object? input)
    {
        int index = _next++;
        foreach (IList list in _lists)
        {
            if (index >= list.Count)
            {
                throw new ArgumentException($"There is no element of -With for input {index + 1} ('{input}'): "
                    + $"a list has {list.Count} only. Give lists that are as long as the input.");
            }
        }

        return [input, .. _lists.Select(list => list[index])];
    }
}
