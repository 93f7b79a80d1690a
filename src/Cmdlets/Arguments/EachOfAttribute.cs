using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// For a parameter that takes several objects of one type: whatever else is passed is refused with words that say what
/// to write, where the binder would only say that it does not convert.
/// </summary>
/// <param name="type">What each must be.</param>
/// <param name="advice">What to write instead.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class EachOfAttribute(Type type, string advice) : ArgumentTransformationAttribute
{
    /// <summary>What each must be.</summary>
    public Type Type { get; } = type;

    /// <summary>What to write instead.</summary>
    public string Advice { get; } = advice;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? bare = ElementConversion.Bare(inputData);
        IEnumerable each = bare is IList list ? list : new[] { bare };
        foreach (object? one in each)
        {
            object? inner = ElementConversion.Bare(one);
            if (!Type.IsInstanceOfType(inner))
            {
                string what = inner is null ? "$null" : $"of the type [{PSObject.AsPSObject(one).TypeNames[0]}]";
                throw new ArgumentTransformationMetadataException($"What was passed is {what}. {Advice}");
            }
        }

        return inputData;
    }
}
