using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that make a shared object.</summary>
public abstract class NewIpcObjectCommand : IpcCommand
{
    /// <summary>
    /// By which any process of the same user can reach the object. Letters, digits, dots, dashes, underscores and spaces, up to 100;
    /// case does not matter. Without it the object is anonymous: hand it to other processes as an argument or message.
    /// </summary>
    public abstract string? Name { get; set; }

    /// <summary>Opens the object if one of that name exists already and its parameters agree, instead of failing.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Keeps the object when the last process that holds it leaves. Remove-IpcObject ends it.</summary>
    [Parameter]
    public SwitchParameter Persistent { get; set; }

    private protected override object? Target => Name;

    /// <summary>What is made, as the user says it.</summary>
    private protected abstract IpcKind Kind { get; }

    /// <summary>Makes the object.</summary>
    private protected abstract IpcObject Create();

    /// <summary>Makes it, or opens the one there is.</summary>
    private protected abstract IpcObject CreateOrOpen(string name);

    /// <summary>Hands it to the user.</summary>
    private protected virtual void Write(IpcObject made) => WriteObject(NamedObjects.Keep(made), enumerateCollection: false);

    private protected override void ProcessRecordCore()
    {
        if (Name is null && Persistent)
        {
            throw new IpcException(IpcError.InvalidName, "An anonymous object cannot be persistent, since nobody could ever find it again. Give it a -Name.");
        }

        if (ShouldProcess(Name ?? "(anonymous)", $"Make {Region.KindName(Kind)}"))
        {
            Write(Force && Name is not null ? CreateOrOpen(Name) : Create());
        }
    }
}
