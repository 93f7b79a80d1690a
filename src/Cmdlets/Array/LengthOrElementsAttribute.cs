using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Lets elements stand where the length of an array is expected: New-IpcArray int 1, 2, 3.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthOrElementsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ElementConversion.Bare(inputData) switch
        {
            null or LengthArgument => inputData,
            ICollection elements => new LengthArgument(elements),
            var number => new LengthArgument(LanguagePrimitives.ConvertTo<int>(number)),
        };
}
