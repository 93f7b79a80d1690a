using System.Management.Automation;
using Ipc.Primitives;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that open shared objects by name, or all named ones of their kind.</summary>
public abstract class GetNamedObjectCommand : IpcCommand
{
    /// <summary>
    /// The names of objects, wildcards allowed, or ids of anonymous ones. Without it all named objects of the kind.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NounNameCompleter))]
    [ObjectOrName]
    public string[]? Name { get; set; }

    /// <summary>What it opens.</summary>
    private protected abstract IpcKind Kind { get; }

    /// <summary>Whether objects of a kind are among all that it opens.</summary>
    private protected virtual bool Includes(IpcKind kind) => kind == Kind;

    /// <summary>A handle of the caller's own to the object of that name or id.</summary>
    private protected virtual IIpcObject Get(string name) => NamedObjects.Give(Kind, name);

    private protected override void ProcessRecordCore()
    {
        if (Name is null)
        {
            WriteAll(new ObjectNamePattern("*"));
            return;
        }

        foreach (string name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name) && !LockSetCells.TryParse(name, out _, out _)) // locks[1] is a name.
            {
                WriteAll(new ObjectNamePattern(name));
                continue;
            }

            try
            {
                WriteObject(Get(name), enumerateCollection: false);
            }
            catch (IpcException e)
            {
                FailOne(e, name, Name.Length); // One name that is wrong does not keep the others back.
            }
        }
    }

    private void WriteAll(ObjectNamePattern pattern)
    {
        foreach (IpcObjectInfo found in IpcStore.Local.List())
        {
            if (found.Kind is not { } kind || !Includes(kind) || found.Name is null || !pattern.Matches(found))
            {
                continue;
            }

            try
            {
                WriteObject(NamedObjects.Open(kind, found.Id), enumerateCollection: false);
            }
            catch (IpcException e) when (e.Error is IpcError.NotFound or IpcError.KindMismatch)
            {
                // Gone since we looked.
            }
        }
    }
}
