namespace Ipc.Commands;

/// <summary>The fields of records.</summary>
internal ref partial struct MessageReader
{
    /// <summary>Reads the fields of a record by name. Names a reader does not know are its caller's to skip.</summary>
    public Dictionary<string, object?> ReadFields()
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        while (ReadPropertyName() is string name)
        {
            fields[name] = Remaining > 0 && _message[_position] == (byte)MessageTag.Nested ? ReadNested() : ReadValue();
        }

        return fields;
    }

    /// <summary>
    /// Reads a message inside the message. A live object in it may be gone by now, which must not cost the record: such
    /// a field arrives empty.
    /// </summary>
    private object? ReadNested()
    {
        ReadByte();
        ReadOnlySpan<byte> inner = ReadBytes(ReadLength(1));
        Enter();
        DecodingSession session = new() { Live = _session.Live };
        object? value = null;
        try
        {
            MessageReader reader = new(inner, session, _depth);
            value = reader.ReadValue();
            reader.EnsureEnd();
        }
        catch (IpcException exception) when (exception.Error is not (IpcError.Corrupt or IpcError.FormatMismatch))
        {
            value = null;
        }

        _depth--;
        return value;
    }
}
