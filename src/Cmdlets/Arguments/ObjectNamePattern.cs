using System.Management.Automation;
using Ipc.Model;

namespace Ipc.Commands;

/// <summary>A name, or a wildcard for names, held against what exists. Names never become paths here.</summary>
internal sealed class ObjectNamePattern(string text)
{
    private readonly WildcardPattern _pattern = WildcardPattern.Get(text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    public bool IsWildcard { get; } = WildcardPattern.ContainsWildcardCharacters(text);

    public bool Matches(IpcObjectInfo info) => Matches(info.Id);

    public bool Matches(string id) =>
        IsWildcard ? _pattern.IsMatch(id) : string.Equals(id, text, StringComparison.OrdinalIgnoreCase);

    /// <summary>The error for a name that matches nothing: it may be one that nothing can have.</summary>
    public IpcException NotFound() => NotFound($"There is no object named '{text}'. Get-IpcObject lists what exists.");

    /// <inheritdoc cref="NotFound()"/>
    public IpcException NotFound(string message)
    {
        try
        {
            if (text.Length > 0 && text[0] == IpcName.AnonymousMark)
            {
                IpcName.ToFileName(text);
            }
            else
            {
                IpcName.Validate(text);
            }
        }
        catch (IpcException invalid)
        {
            return invalid;
        }

        return new IpcException(IpcError.NotFound, message);
    }
}
