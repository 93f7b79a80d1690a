using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The type of a shared value or of elements, or its name as PowerShell knows it. A name that is none is refused when
/// it is used, with an error that says which there are; the binder would only say that it does not fit.
/// </summary>
public sealed class ElementTypeArgument
{
    private readonly object _given;

    /// <summary>A type.</summary>
    public ElementTypeArgument(Type type) => _given = type;

    /// <summary>The name of a type.</summary>
    public ElementTypeArgument(string name) => _given = name;

    /// <summary>The type.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for one that cannot be shared.</exception>
    internal Type Resolve()
    {
        if (LanguagePrimitives.TryConvertTo(_given, out Type type))
        {
            return ElementConversion.Supported(type);
        }

        throw new IpcException(
            IpcError.NotSupported,
            $"There is no type '{_given}'. A shared value or array holds one of: bool, sbyte, byte, short, ushort, "
                + "int, uint, long, ulong, float, double, char.");
    }

    /// <inheritdoc/>
    public override string ToString() => _given.ToString()!;
}
