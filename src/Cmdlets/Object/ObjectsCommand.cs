using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that do something to objects of any kind.</summary>
public abstract class ObjectsCommand : IpcCommand
{
    /// <summary>
    /// Live objects, what Get-IpcObject has found, names, ids, or names with wildcards, which match named objects only.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [Objects(typeof(ObjectArgument))]
    [NamesOf<ObjectArgument>]
    public ObjectArgument[] InputObject { get; set; } = [];

    private protected override object? Target => TargetOf(InputObject);

    /// <summary>The cmdlet that does the same to workers.</summary>
    private protected abstract string OfWorkers { get; }

    /// <summary>Does it to one.</summary>
    private protected abstract void Act(ObjectArgument argument);

    private protected sealed override void ProcessRecordCore() => ForEach(InputObject, argument =>
    {
        argument.ThrowIfRefused(MyInvocation.MyCommand.Name, OfWorkers, MyInvocation.ExpectingInput);
        Act(argument);
    });
}
