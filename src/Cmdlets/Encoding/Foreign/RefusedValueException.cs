using System.Globalization;
using System.Text;
using Ipc.Model;

namespace Ipc.Commands;

/// <summary>
/// A value inside an argument cannot cross. The path to it is put together only now, on the way out: exception filters
/// of the containers around it add their part before the stack is unwound, so that nothing is paid when all goes well.
/// </summary>
internal sealed class RefusedValueException : Exception
{
    private const int LongestPath = 12;

    private readonly List<object?> _path = [];

    /// <summary>Makes the exception for a value.</summary>
    /// <param name="what">What the value is: the start of the message.</param>
    /// <param name="advice">What the user can do instead.</param>
    /// <param name="error">What kind of trouble it is.</param>
    public RefusedValueException(string what, string advice, IpcError error = IpcError.NotSupported)
        : base(what)
    {
        Error = error;
        What = what;
        Advice = advice;
    }

    /// <summary>What kind of trouble it is.</summary>
    public IpcError Error { get; }

    /// <summary>What the value is.</summary>
    public string What { get; }

    /// <summary>What the user can do instead.</summary>
    public string Advice { get; }

    /// <summary>
    /// Adds a step to the path: an index, a key or a property name. False, so that a filter never catches.
    /// </summary>
    public bool Below(object? step)
    {
        _path.Add(step);
        return false;
    }

    /// <summary>The exception the user sees.</summary>
    public IpcException ToIpcException()
    {
        string where = _path.Count == 0 ? "The object" : $"'{Path()}'";
        return new IpcException(Error, $"{where} cannot be sent: it {What}. {Advice}");
    }

    private string Path()
    {
        StringBuilder path = new();
        for (int i = _path.Count - 1; i >= 0; i--)
        {
            int outer = _path.Count - 1 - i;
            if (outer == LongestPath && i > LongestPath)
            {
                path.Append("[...]");
                i = LongestPath;
            }

            Append(path, _path[i]);
        }

        return path.ToString();
    }

    private static void Append(StringBuilder path, object? step)
    {
        switch (step)
        {
            case int index:
                path.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
                break;
            case string name when name.Length > 0 && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_'):
                path.Append(path.Length > 0 ? "." : string.Empty).Append(name);
                break;
            default:
                string text = step as string ?? step?.GetType().Name ?? "?";
                path.Append("['").Append(text.Length > 40 ? text[..40] + "..." : text).Append("']");
                break;
        }
    }
}
