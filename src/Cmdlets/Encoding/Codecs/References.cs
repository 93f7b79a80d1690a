using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// What <c>[ref]</c> makes. The engine's type for each type of value is taken from its own assembly, by a name that stands here.
/// </summary>
internal static class References
{
    private static readonly Type? s_open = typeof(PSReference).Assembly.GetType("System.Management.Automation.PSReference`1");

    /// <summary>The code of the type of value that it is for.</summary>
    public static ElementCode CodeOf(PSReference reference) =>
        reference.GetType() is { IsGenericType: true } type && ElementCodec.Of(type.GetGenericArguments()[0]) is { } codec ? codec.Code : ElementCode.Object;

    /// <summary>Makes an empty one.</summary>
    public static PSReference Make(ElementCodec codec) => s_open is null
        ? new PSReference(null)
        : (PSReference)Activator.CreateInstance(s_open.MakeGenericType(codec.Type), [null])!;
}
