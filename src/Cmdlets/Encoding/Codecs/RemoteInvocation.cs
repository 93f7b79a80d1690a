using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Where a record was written: command, line and place in the pipeline. It arrives as the engine gives it for records
/// from elsewhere.
/// </summary>
internal static class RemoteInvocation
{
    /// <summary>Writes the fields.</summary>
    public static void Write(ref MessageWriter writer, InvocationInfo invocation, IEnumerable<int>? iterations)
    {
        writer.WriteField("InvocationName", invocation.InvocationName);
        writer.WriteField("ScriptName", invocation.ScriptName);
        writer.WriteField("ScriptLine", invocation.ScriptLineNumber);
        writer.WriteField("ScriptColumn", invocation.OffsetInLine);
        writer.WriteField("LineText", invocation.Line);
        writer.WriteField("HistoryId", invocation.HistoryId);
        writer.WriteField("PipelineLength", invocation.PipelineLength);
        writer.WriteField("PipelinePosition", invocation.PipelinePosition);
        writer.WriteField("ExpectingInput", invocation.ExpectingInput);
        if (invocation.MyCommand is CommandInfo command)
        {
            writer.WriteField("CommandName", command.Name);
            writer.WriteField("CommandType", (int)command.CommandType);
        }

        writer.WriteField("Iterations", iterations?.ToArray() ?? []);
    }

    /// <summary>
    /// Gives a record its place, if it has one in the fields; an engine without a way to do so leaves it without.
    /// </summary>
    public static T Attach<T>(T record, RecordFields fields)
        where T : InformationalRecord
    {
        if (fields.Of<int[]>("Iterations") is int[] iterations && RecordPositions.Set is { } set)
        {
            PSObject description = new();
            Describe(description, fields, iterations);
            set(record, description);
        }

        return record;
    }

    /// <summary>Adds it to a record in the shape the engine's remoting has for it.</summary>
    public static void Describe(PSObject record, RecordFields fields, int[] iterations)
    {
        RemoteErrorRecord.Note(record, "InvocationInfo_CommandOrigin", new PSObject(CommandOrigin.Internal));
        RemoteErrorRecord.Note(record, "InvocationInfo_ExpectingInput", fields.ValueOr("ExpectingInput", false));
        RemoteErrorRecord.Note(record, "InvocationInfo_InvocationName", fields.Text("InvocationName"));
        RemoteErrorRecord.Note(record, "InvocationInfo_HistoryId", fields.ValueOr("HistoryId", 0L));
        RemoteErrorRecord.Note(record, "InvocationInfo_PipelineLength", fields.ValueOr("PipelineLength", 0));
        RemoteErrorRecord.Note(record, "InvocationInfo_PipelinePosition", fields.ValueOr("PipelinePosition", 0));
        RemoteErrorRecord.Note(record, "InvocationInfo_ScriptName", fields.Text("ScriptName"));
        RemoteErrorRecord.Note(record, "InvocationInfo_ScriptLineNumber", Math.Max(0, fields.ValueOr("ScriptLine", 0)));
        RemoteErrorRecord.Note(record, "InvocationInfo_OffsetInLine", Math.Max(0, fields.ValueOr("ScriptColumn", 0)));
        RemoteErrorRecord.Note(record, "InvocationInfo_Line", fields.Text("LineText"));
        RemoteErrorRecord.Note(record, "InvocationInfo_PipelineIterationInfo", new PSObject(new ArrayList(iterations)));
        RemoteErrorRecord.Note(record, "SerializeExtent", false);
        if (fields.Text("CommandName") is string command)
        {
            CommandTypes type = (CommandTypes)fields.ValueOr("CommandType", 0);
            RemoteErrorRecord.Note(record, "CommandInfo_CommandType", new PSObject(type));
            RemoteErrorRecord.Note(record, "CommandInfo_Name", command);
            RemoteErrorRecord.Note(record, "CommandInfo_Definition", command);
            RemoteErrorRecord.Note(record, "CommandInfo_Visibility", SessionStateEntryVisibility.Public);
        }
    }
}
