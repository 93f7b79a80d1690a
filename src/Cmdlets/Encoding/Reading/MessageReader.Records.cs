namespace Ipc.Commands;

/// <summary>The fields of records.</summary>
internal ref partial struct MessageReader
{
    // The engine makes them; of one that has all fields, the bytes alone say as much.
    private const int StepsForRecord = 2000;

    /// <summary>Reads the fields of a record by name. Names a reader does not know are its caller's to skip.</summary>
    public Dictionary<string, object?> ReadFields()
    {
        Budget.Spend(StepsForRecord);
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
        if (_session.Nesting == MessageLimits.NestedRecords)
        {
            MessageError.ThrowCorrupt("it has too many messages inside each other");
        }

        // It spends what this one has: each of those inside each other claims the whole rest otherwise.
        DecodingSession session = new() { Live = _session.Live, Budget = _session.Budget, Nesting = _session.Nesting + 1 };
        MessageReader reader = new(inner, session) { _depth = _depth, _budget = _budget };
        object? value = null;
        try
        {
            value = reader.ReadValue();
            reader.EnsureEnd();
        }
        catch (IpcException exception) when (exception.Error is not (IpcError.Corrupt or IpcError.FormatMismatch))
        {
            value = null;
        }

        _budget = reader._budget;
        _depth--;
        return value;
    }
}
