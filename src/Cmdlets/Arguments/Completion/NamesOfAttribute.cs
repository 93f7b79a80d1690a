using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Tab completes the names of the objects that an argument may name.</summary>
/// <typeparam name="T">The argument.</typeparam>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NamesOfAttribute<T>() : ArgumentCompleterAttribute(typeof(ObjectNameCompleter<T>))
    where T : IObjectNames;
