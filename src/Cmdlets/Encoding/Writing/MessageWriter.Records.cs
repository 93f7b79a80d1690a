using System.Management.Automation;
using Ipc.Messages;

namespace Ipc.Commands;

/// <summary>The records of PowerShell's streams.</summary>
internal ref partial struct MessageWriter
{
    private void WriteRecord(ValueKind kind, object value)
    {
        Enter();
        switch (kind)
        {
            case ValueKind.ErrorRecord:
                WriteTag(MessageTag.ErrorRecord);
                ErrorRecordCodec.WriteFields(ref this, (ErrorRecord)value);
                break;
            default:
                StreamRecordCodec.WriteFields(ref this, kind, value);
                break;
        }

        WriteTag(MessageTag.End);
        _depth--;
    }

    /// <summary>Writes a field of a record, unless it is null.</summary>
    public void WriteField(string name, object? value)
    {
        if (value is not null)
        {
            WriteText(name);
            WriteValue(value);
        }
    }

    /// <summary>
    /// Writes a field whose value is the user's own object. A record must not be lost because its object cannot cross:
    /// it goes into a message of its own first, and if that fails its text is sent.
    /// </summary>
    public void WriteNestedField(string name, object? value)
    {
        if (value is null)
        {
            return;
        }

        WriteText(name);
        using MessageBuffer inner = MessageBuffer.Rent();
        if (_session.NestedRecords < MessageLimits.NestedRecords && TryWriteNested(inner, value))
        {
            WriteTag(MessageTag.Nested);
            WriteVarint((uint)inner.Written.Length);
            WriteBytes(inner.Written);
            ReferToAll(inner.References);
        }
        else
        {
            WriteTextOrNull(ToText(PSObject.AsPSObject(value)));
        }
    }

    private readonly void ReferToAll(IReadOnlyCollection<IpcReference>? references)
    {
        if (references is not null && _output is IReferenceWriter output)
        {
            foreach (IpcReference reference in references)
            {
                output.Refer(reference);
            }
        }
    }

    private readonly bool TryWriteNested(MessageBuffer inner, object value)
    {
        EncodingSession session = new() { Live = _session.Live, NestedRecords = _session.NestedRecords + 1 };
        try
        {
            MessageWriter writer = new(inner, session, Math.Min(_bagDepth, 1), _depth);
            writer.WriteValue(value);
            writer.Flush();
            return true;
        }
        catch (Exception exception) when (exception is RefusedValueException or IpcException or InvalidOperationException)
        {
            return false;
        }
    }
}
