using System.Buffers;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The records of the warning, verbose, debug, information and progress streams. They cross as named fields, so that a
/// field can be added without breaking a reader: unknown names are skipped, missing ones keep their default.
/// </summary>
internal static class StreamRecordCodec
{
    /// <summary>Writes a record as one message.</summary>
    public static void Write(object record, PowerShellEncoding encoding, IBufferWriter<byte> output) =>
        encoding.Encode(record, output);

    /// <summary>Reads a record of the expected type.</summary>
    public static T Read<T>(ReadOnlySpan<byte> message, PowerShellEncoding encoding)
        where T : class =>
        encoding.Decode(message) as T ?? throw MessageError.Corrupt($"a {typeof(T).Name} was expected");

    /// <summary>Writes tag and fields.</summary>
    public static void WriteFields(ref MessageWriter writer, ValueKind kind, object value)
    {
        switch (kind)
        {
            case ValueKind.Warning:
                writer.WriteTag(MessageTag.WarningRecord);
                writer.WriteField("Message", ((WarningRecord)value).Message);
                writer.WriteField("Id", ((WarningRecord)value).FullyQualifiedWarningId);
                WriteInvocation(ref writer, (WarningRecord)value);
                break;
            case ValueKind.Verbose:
                writer.WriteTag(MessageTag.VerboseRecord);
                writer.WriteField("Message", ((VerboseRecord)value).Message);
                WriteInvocation(ref writer, (VerboseRecord)value);
                break;
            case ValueKind.Debug:
                writer.WriteTag(MessageTag.DebugRecord);
                writer.WriteField("Message", ((DebugRecord)value).Message);
                WriteInvocation(ref writer, (DebugRecord)value);
                break;
            case ValueKind.Information:
                WriteInformation(ref writer, (InformationRecord)value);
                break;
            case ValueKind.HostMessage:
                WriteHostMessage(ref writer, (HostInformationMessage)value);
                break;
            default:
                WriteProgress(ref writer, (ProgressRecord)value);
                break;
        }
    }

    /// <summary>Reads the fields that follow a tag.</summary>
    public static object ReadFields(ref MessageReader reader, MessageTag tag)
    {
        RecordFields fields = new(reader.ReadFields());
        string message = fields.Text("Message") ?? string.Empty;
        return tag switch
        {
            MessageTag.WarningRecord => RemoteInvocation.Attach(new WarningRecord(fields.Text("Id") ?? string.Empty, message), fields),
            MessageTag.VerboseRecord => RemoteInvocation.Attach(new VerboseRecord(message), fields),
            MessageTag.DebugRecord => RemoteInvocation.Attach(new DebugRecord(message), fields),
            MessageTag.InformationRecord => ReadInformation(fields),
            MessageTag.HostMessage => ReadHostMessage(fields),
            _ => ReadProgress(fields),
        };
    }

    private static void WriteInvocation(ref MessageWriter writer, InformationalRecord record)
    {
        if (record.InvocationInfo is InvocationInfo invocation)
        {
            RemoteInvocation.Write(ref writer, invocation, record.PipelineIterationInfo);
        }
    }

    private static void WriteInformation(ref MessageWriter writer, InformationRecord record)
    {
        writer.WriteTag(MessageTag.InformationRecord);
        writer.WriteNestedField("MessageData", record.MessageData);
        writer.WriteField("Source", record.Source);
        writer.WriteField("TimeGenerated", record.TimeGenerated);
        writer.WriteField("Tags", record.Tags.ToArray());
        writer.WriteField("User", record.User);
        writer.WriteField("Computer", record.Computer);
        writer.WriteField("ProcessId", record.ProcessId);
        writer.WriteField("NativeThreadId", record.NativeThreadId);
        writer.WriteField("ManagedThreadId", record.ManagedThreadId);
    }

    private static InformationRecord ReadInformation(RecordFields fields)
    {
        InformationRecord record = new(fields.Value("MessageData"), fields.Text("Source"))
        {
            TimeGenerated = fields.ValueOr("TimeGenerated", default(DateTime)),
            User = fields.Text("User"),
            Computer = fields.Text("Computer"),
            ProcessId = fields.ValueOr("ProcessId", 0u),
            NativeThreadId = fields.ValueOr("NativeThreadId", 0u),
            ManagedThreadId = fields.ValueOr("ManagedThreadId", 0u),
        };
        record.Tags.AddRange(fields.Of<string[]>("Tags") ?? []);
        return record;
    }

    private static void WriteHostMessage(ref MessageWriter writer, HostInformationMessage message)
    {
        writer.WriteTag(MessageTag.HostMessage);
        writer.WriteField("Message", message.Message);
        writer.WriteField("NoNewLine", message.NoNewLine);
        writer.WriteField("ForegroundColor", (int?)message.ForegroundColor);
        writer.WriteField("BackgroundColor", (int?)message.BackgroundColor);
    }

    private static HostInformationMessage ReadHostMessage(RecordFields fields) => new()
    {
        Message = fields.Text("Message"),
        NoNewLine = fields.Optional<bool>("NoNewLine"),
        ForegroundColor = (ConsoleColor?)fields.Optional<int>("ForegroundColor"),
        BackgroundColor = (ConsoleColor?)fields.Optional<int>("BackgroundColor"),
    };

    private static void WriteProgress(ref MessageWriter writer, ProgressRecord record)
    {
        writer.WriteTag(MessageTag.ProgressRecord);
        writer.WriteField("ActivityId", record.ActivityId);
        writer.WriteField("ParentActivityId", record.ParentActivityId);
        writer.WriteField("Activity", record.Activity);
        writer.WriteField("StatusDescription", record.StatusDescription);
        writer.WriteField("CurrentOperation", record.CurrentOperation);
        writer.WriteField("PercentComplete", record.PercentComplete);
        writer.WriteField("SecondsRemaining", record.SecondsRemaining);
        writer.WriteField("RecordType", (int)record.RecordType);
    }

    private static ProgressRecord ReadProgress(RecordFields fields)
    {
        // The constructor wants a status, which a record need not have.
        string? status = fields.Text("StatusDescription");
        return new ProgressRecord(
            fields.ValueOr("ActivityId", 0),
            fields.Text("Activity"),
            string.IsNullOrEmpty(status) ? " " : status)
        {
            ParentActivityId = fields.ValueOr("ParentActivityId", -1),
            CurrentOperation = fields.Text("CurrentOperation"),
            PercentComplete = fields.ValueOr("PercentComplete", -1),
            SecondsRemaining = fields.ValueOr("SecondsRemaining", -1),
            RecordType = (ProgressRecordType)fields.ValueOr("RecordType", 0),
        };
    }
}
