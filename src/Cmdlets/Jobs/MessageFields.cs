using System.Collections;

namespace Ipc.Commands;

/// <summary>The fields of messages between a worker and its parent, each of the type that it must have.</summary>
internal static class MessageFields
{
    /// <summary>A field that must be there.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: it is missing, or something else.</exception>
    public static T Get<T>(this Hashtable fields, string name) => fields[name] is T value ? value : throw Frame.Damaged();
}
