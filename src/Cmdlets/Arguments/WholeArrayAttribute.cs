using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// For a parameter that takes a shared object as one, though it may be a collection, by itself or among others: without this, the
/// binder takes one of a single element for that element, and refuses an array among others.
/// </summary>
/// <param name="argumentType">The type of the parameter; it has a constructor that takes either.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class WholeArrayAttribute(Type argumentType) : ArgumentTransformationAttribute
{
    /// <summary>The type of the parameter.</summary>
    public Type ArgumentType { get; } = argumentType;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ElementConversion.Bare(inputData) switch
        {
            IIpcObject => Wrap(inputData),
            object?[] several when Array.Exists(several, one => ElementConversion.Bare(one) is IIpcObject) =>
                Array.ConvertAll(several, one => ElementConversion.Bare(one) is IIpcObject ? Wrap(one) : one),
            _ => inputData,
        };

    private object? Wrap(object? whole) => Activator.CreateInstance(ArgumentType, ElementConversion.Bare(whole));
}
