using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that open shared objects by name, or all named ones of their kind.</summary>
public abstract class GetNamedObjectCommand : IpcCommand
{
    /// <summary>
    /// The names of objects, or ids of anonymous ones. No wildcards. Without it all named objects of the kind.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NounNameCompleter))]
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
            WriteAll();
            return;
        }

        foreach (string name in Name)
        {
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

    private void WriteAll()
    {
        foreach (IpcObjectInfo found in IpcStore.Local.List())
        {
            if (found.Kind is not { } kind || !Includes(kind) || found.Name is null)
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
