using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// For a parameter that takes a shared array as one object, by itself or among others: without this, the binder takes an array of one
/// element for that element, and refuses an array among others.
/// </summary>
/// <param name="argumentType">The type of the parameter; it has a constructor that takes the array.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class WholeArrayAttribute(Type argumentType) : ArgumentTransformationAttribute
{
    /// <summary>The type of the parameter.</summary>
    public Type ArgumentType { get; } = argumentType;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ElementConversion.Bare(inputData) switch
        {
            IpcArray array => Wrap(array),
            object?[] several when Array.Exists(several, one => ElementConversion.Bare(one) is IpcArray) =>
                Array.ConvertAll(several, one => ElementConversion.Bare(one) is IpcArray array ? Wrap(array) : one),
            _ => inputData,
        };

    private object? Wrap(IpcArray array) => Activator.CreateInstance(ArgumentType, array);
}
