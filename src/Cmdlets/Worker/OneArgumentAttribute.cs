using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Keeps a shared array, a view of memory or a lock set that is given alone as one argument: PowerShell would spread it over the argument
/// list, since it can be enumerated.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is IIpcObject or IpcMemoryView ? new object[] { value } : inputData;
    }
}
