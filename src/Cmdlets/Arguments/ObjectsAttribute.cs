using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// For a parameter that takes one object or its name, or several. Each is looked at as <see cref="OneObjectAttribute"/>
/// does it: what is neither is refused by the cmdlet, in its turn, with an error that says what to write.
/// </summary>
/// <param name="argumentType">The type of one; it has constructors that take an object and a name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ObjectsAttribute(Type argumentType) : ArgumentTransformationAttribute
{
    private readonly OneObjectAttribute _one = new(argumentType);

    /// <summary>The type of one.</summary>
    public Type ArgumentType => argumentType;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = ElementConversion.Bare(inputData);
        return bare is IList { Count: > 0 } list && bare is not IIpcObject
            ? list.Cast<object?>().Select(one => _one.Transform(engineIntrinsics, one)).ToArray()
            : new[] { _one.Transform(engineIntrinsics, inputData) };
    }
}
