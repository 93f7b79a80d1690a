using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for New-Object, .NET types only.</summary>
[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObjectCommand : PSCmdlet
{
    /// <summary>The type, as PowerShell writes it.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public string TypeName { get; set; } = string.Empty;

    /// <summary>The arguments of the constructor.</summary>
    [Parameter(Position = 1)]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    /// <summary>Values of properties; on a PSObject they become its properties.</summary>
    [Parameter]
    public IDictionary? Property { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!LanguagePrimitives.TryConvertTo(TypeName, out Type type))
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded."),
                "TypeNotFound",
                ErrorCategory.InvalidType,
                TypeName));
        }

        PSObject created = PSObject.AsPSObject(Create(type));
        foreach (DictionaryEntry entry in Property ?? new Hashtable())
        {
            SetProperty(created, entry.Key.ToString()!, entry.Value);
        }

        WriteObject(created);
    }

    private object Create(Type type)
    {
        object?[] arguments = Array.ConvertAll(ArgumentList, argument => argument is PSObject wrapped ? wrapped.BaseObject : argument);
        try
        {
            return Activator.CreateInstance(type, arguments)!;
        }
        catch (Exception exception) when (exception is TargetInvocationException or MissingMethodException or MemberAccessException)
        {
            Exception cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            ThrowTerminatingError(new ErrorRecord(cause, "ConstructorInvokedThrowException", ErrorCategory.InvalidOperation, type));
            throw;
        }
    }

    private static void SetProperty(PSObject target, string name, object? value)
    {
        if (target.Properties[name] is { } property)
        {
            property.Value = value;
        }
        else if (target.BaseObject is PSCustomObject)
        {
            target.Properties.Add(new PSNoteProperty(name, value));
        }
        else
        {
            throw new PSArgumentException($"The member \"{name}\" was not found for the specified .NET object.");
        }
    }
}
