using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Refuses a length that no array can have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ArrayLengthAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is LengthArgument { Length: < 1 or > IpcArray.MaximumLength } wrong)
        {
            throw new ValidationMetadataException(
                $"An array has from 1 to {IpcArray.MaximumLength:N0} elements, not {wrong}.");
        }
    }
}
