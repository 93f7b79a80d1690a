using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// For a parameter that takes names: an object stands for its name, or its id. Its text would not do, since that of a
/// value is what it holds.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ObjectOrNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ElementConversion.Bare(inputData) switch
        {
            IIpcObject live => live.Id,
            object?[] several => Array.ConvertAll(
                several, static one => ElementConversion.Bare(one) is IIpcObject live ? live.Id : one),
            _ => inputData,
        };
}
