using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Lets elements stand where the type of an array is expected: New-IpcArray 1, 2, 3.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TypeOrElementsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ElementConversion.Bare(inputData) is ICollection elements ? new ElementTypeArgument(elements) : inputData;
}
