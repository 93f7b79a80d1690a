using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// For a parameter that takes one object or its name. A shared array, a list, a set or a lock set is one object, which the
/// binder would take apart. What is neither an object nor a name ($null, a list, something of another type) is refused by the
/// cmdlet, with an error that says what to write: that of the binder speaks of conversions, and from the pipeline it
/// would not even end the command.
/// </summary>
/// <param name="argumentType">The type of the parameter; it has constructors that take an object and a name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class OneObjectAttribute(Type argumentType) : ArgumentTransformationAttribute
{
    /// <summary>The type of the parameter.</summary>
    public Type ArgumentType { get; } = argumentType;

    /// <summary>Whether $null is as if it were not given.</summary>
    public bool AllowsNull { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = ElementConversion.Bare(inputData);
        return bare switch
        {
            null when AllowsNull => null,
            IIpcObject when IsTaken(bare) => Activator.CreateInstance(ArgumentType, bare),
            IIpcObject => Refused(bare),
            IRefusableArgument => inputData,
            ValueType name when name.GetType().IsPrimitive => inputData,
            not null when IsTaken(bare) => inputData,
            IList { Count: 1 } list => Transform(engineIntrinsics, list[0]),
            _ => Refused(bare is PSCustomObject ? inputData : bare),
        };
    }

    private bool IsTaken(object given) => Array.Exists(
        ArgumentType.GetConstructors(), made => made.GetParameters() is [var only] && only.ParameterType.IsInstanceOfType(given));

    private object Refused(object? given)
    {
        object argument = Activator.CreateInstance(ArgumentType, "")!;
        ((IRefusableArgument)argument).Refuse(given);
        return argument;
    }
}
