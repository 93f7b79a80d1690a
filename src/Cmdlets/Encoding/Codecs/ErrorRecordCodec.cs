using System.Buffers;
using System.Globalization;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Error records. What arrives is a real ErrorRecord, built by the engine as it builds those of Start-Job: its
/// exception is a RemoteException that carries the original as a property bag, and id, category, position and stack are
/// the original's.
/// </summary>
internal static class ErrorRecordCodec
{
    private const int LongestChain = 16;

    /// <summary>Writes a record as one message.</summary>
    public static void Write(ErrorRecord record, PowerShellEncoding encoding, IBufferWriter<byte> output) =>
        encoding.Encode(record, output);

    /// <summary>Reads the record back.</summary>
    public static ErrorRecord Read(ReadOnlySpan<byte> message, PowerShellEncoding encoding) => encoding.Decode(message) switch
    {
        ErrorRecord record => record,
        PSObject { BaseObject: ErrorRecord wrapped } => wrapped,
        _ => throw MessageError.Corrupt("an error record was expected"),
    };

    /// <summary>Writes the fields.</summary>
    public static void WriteFields(ref MessageWriter writer, ErrorRecord record)
    {
        writer.WriteField("Exceptions", Chain(record.Exception));
        writer.WriteField("Id", record.FullyQualifiedErrorId);
        writer.WriteField("Category", (int)record.CategoryInfo.Category);
        writer.WriteField("Activity", record.CategoryInfo.Activity);
        writer.WriteField("Reason", record.CategoryInfo.Reason);
        writer.WriteField("TargetName", record.CategoryInfo.TargetName);
        writer.WriteField("TargetType", record.CategoryInfo.TargetType);
        writer.WriteField("CategoryMessage", record.CategoryInfo.GetMessage(CultureInfo.CurrentCulture));
        writer.WriteField("Details", record.ErrorDetails?.Message);
        writer.WriteField("Action", record.ErrorDetails?.RecommendedAction);
        writer.WriteField("Stack", record.ScriptStackTrace);
        writer.WriteNestedField("Target", record.TargetObject);
        if (record.InvocationInfo is InvocationInfo invocation)
        {
            RemoteInvocation.Write(ref writer, invocation, record.PipelineIterationInfo);
        }
    }

    /// <summary>Reads the fields.</summary>
    public static object ReadFields(ref MessageReader reader) =>
        RemoteErrorRecord.Build(new RecordFields(reader.ReadFields()));

    /// <summary>
    /// The exception and those inside it, outermost first: type names, joined by newlines, then message, then stack.
    /// One that came from another process already is told by its original type.
    /// </summary>
    private static string?[] Chain(Exception outermost)
    {
        List<string?> chain = [];
        for (Exception? exception = outermost; exception is not null && chain.Count < LongestChain * 3; exception = exception.InnerException)
        {
            PSObject? original = (exception as RemoteException)?.SerializedRemoteException;
            chain.Add(original is null ? TypesOf(exception.GetType()) : TypesOf(original));
            chain.Add(MessageOf(exception));
            chain.Add(exception.StackTrace);
        }

        return [.. chain];
    }

    private static string TypesOf(Type type)
    {
        List<string> names = [];
        for (Type? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            names.Add(ancestor.FullName ?? ancestor.Name);
        }

        return string.Join('\n', names);
    }

    private static string TypesOf(PSObject original) => string.Join(
        '\n',
        ObjectTypeNames.Of(original).Select(name =>
            name.StartsWith("Deserialized.", StringComparison.Ordinal) ? name["Deserialized.".Length..] : name));

    /// <summary>The message, which is a virtual property that a user's exception may get wrong.</summary>
    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception failure) when (failure is not (PipelineStoppedException or OutOfMemoryException))
        {
            return exception.GetType().FullName ?? exception.GetType().Name;
        }
    }
}
