using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that make a shared object.</summary>
public abstract class NewIpcObjectCommand : IpcCommand
{
    /// <summary>
    /// By which any process of the same user can reach the object. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the object is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    public abstract string? Name { get; set; }

    /// <summary>
    /// Opens the object if one of that name exists already and its parameters agree, instead of failing.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps the object when the last process that holds it leaves. Remove-IpcObject ends it.</summary>
    [Parameter]
    public SwitchParameter Persistent { get; set; }

    private protected override object? Target => Name;

    /// <summary>What the object is to be made of.</summary>
    private protected abstract IpcSpec Spec();

    private protected override void ProcessRecordCore()
    {
        if (Name is null && Persistent)
        {
            throw new IpcException(IpcError.InvalidName, "An anonymous object cannot be persistent, since nobody "
                + "could ever find it again. Give it a -Name.");
        }

        IpcSpec spec = Spec() with { Name = Name, Persistent = Persistent };
        if (!ShouldProcess(Name ?? "(anonymous)", $"Make {KindTable.NameOf(spec.Kind)}"))
        {
            return;
        }

        IReadOnlyList<IIpcObject> made = Force && Name is not null
            ? IpcStore.Local.CreateOrOpen(spec, LiveObjects.Encoding)
            : IpcStore.Local.Create(spec, LiveObjects.Encoding);
        foreach (IIpcObject one in made)
        {
            WriteObject(NamedObjects.Keep(one), enumerateCollection: false);
        }
    }
}
