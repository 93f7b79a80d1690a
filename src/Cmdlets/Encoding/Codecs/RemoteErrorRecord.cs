using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Makes an ErrorRecord from its fields by the engine's own way for records from elsewhere, which alone sets the id,
/// the position and the script stack. An engine without that way gets a plain record with all that the public members
/// allow.
/// </summary>
internal static class RemoteErrorRecord
{
    /// <summary>Makes the record.</summary>
    public static ErrorRecord Build(RecordFields fields)
    {
        PSObject? exception = OriginalException(fields.Of<string[]>("Exceptions") ?? []);
        string message = exception?.Properties["Message"]?.Value as string ?? fields.Text("CategoryMessage") ?? string.Empty;
        ErrorCategory category = (ErrorCategory)fields.ValueOr("Category", 0);
        if (!Enum.IsDefined(category))
        {
            throw MessageError.Corrupt("an error has an impossible category");
        }

        if (RemoteRecords.Make is { } make)
        {
            return make(Describe(fields, exception, category));
        }

        ErrorRecord record = new(new RemoteException(message), fields.Text("Id"), category, fields.Value("Target"));
        record.CategoryInfo.Activity = fields.Text("Activity");
        record.CategoryInfo.Reason = fields.Text("Reason");
        record.CategoryInfo.TargetName = fields.Text("TargetName");
        record.CategoryInfo.TargetType = fields.Text("TargetType");
        if (fields.Text("Details") is string details)
        {
            record.ErrorDetails = new ErrorDetails(details) { RecommendedAction = fields.Text("Action") };
        }

        return record;
    }

    /// <summary>The property bag of the original exception, with those inside it.</summary>
    private static PSObject? OriginalException(string?[] chain)
    {
        PSObject? inner = null;
        for (int i = (chain.Length / 3 * 3) - 3; i >= 0; i -= 3)
        {
            string[] types = (chain[i] ?? string.Empty).Split('\n', MessageLimits.TypeNames, StringSplitOptions.RemoveEmptyEntries);
            PSObject exception = new();
            SharedTypeNames.Set(
                exception, SharedTypeNames.Make(types.Select(name => "Deserialized." + name).ToArray()));
            Note(exception, "Message", chain[i + 1] ?? string.Empty);
            Note(exception, "StackTrace", chain[i + 2]);
            Note(exception, "InnerException", inner);
            RememberedText.Set(exception, types.Length > 0 ? $"{types[0]}: {chain[i + 1]}" : chain[i + 1] ?? string.Empty);
            inner = exception;
        }

        return inner;
    }

    /// <summary>The record in the shape the engine's remoting has for it.</summary>
    private static PSObject Describe(RecordFields fields, PSObject? exception, ErrorCategory category)
    {
        PSObject record = new();
        Note(record, "Exception", exception);
        Note(record, "TargetObject", fields.Value("Target"));
        Note(record, "FullyQualifiedErrorId", fields.Text("Id"));
        Note(record, "InvocationInfo", null);
        Note(record, "ErrorCategory_Category", (int)category);
        Note(record, "ErrorCategory_Activity", fields.Text("Activity"));
        Note(record, "ErrorCategory_Reason", fields.Text("Reason"));
        Note(record, "ErrorCategory_TargetName", fields.Text("TargetName"));
        Note(record, "ErrorCategory_TargetType", fields.Text("TargetType"));
        Note(record, "ErrorCategory_Message", fields.Text("CategoryMessage"));
        Note(record, "ErrorDetails_Message", fields.Text("Details"));
        Note(record, "ErrorDetails_RecommendedAction", fields.Text("Action"));
        Note(record, "ErrorDetails_ScriptStackTrace", fields.Text("Stack"));
        int[]? iterations = fields.Of<int[]>("Iterations");
        Note(record, "SerializeExtendedInfo", iterations is not null);
        if (iterations is not null)
        {
            Note(record, "PipelineIterationInfo", new ArrayList(iterations));
            RemoteInvocation.Describe(record, fields, iterations);
        }

        return record;
    }

    internal static void Note(PSObject target, string name, object? value) =>
        target.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
}
