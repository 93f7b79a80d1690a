using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// What <c>[ref]</c> makes.
/// </summary>
internal static class References
{
    /// <summary>The code of the type of value that it is for.</summary>
    public static ElementCode CodeOf(PSReference reference) =>
        reference.GetType() is { IsGenericType: true } type && ElementCodec.Of(type.GetGenericArguments()[0]) is { } codec ? codec.Code : ElementCode.Object;

    /// <summary>Makes an empty one.</summary>
    public static PSReference Make(ElementCodec codec) => TypedReferences.Make(codec.Type);
}
