namespace Ipc.Commands;

/// <summary>
/// All that is asked of the engine and not public there. Each is looked up when it is first used, and takes its
/// fallback if it is not found; docs/design/engine.md has the same table.
/// </summary>
internal static class EngineInternals
{
    private static readonly object s_gate = new();
    private static readonly List<EngineOperation> s_registered = [];
    private static string[] s_hidden = [];

    /// <summary>The whole table. Asking for it looks everything up.</summary>
    public static IReadOnlyList<EngineOperation> Operations =>
    [
        InstanceMembers.Operation,
        ObjectTypeNames.Operation,
        SharedTypeNames.Operation,
        RememberedText.Reading,
        RememberedText.Writing,
        CustomObjects.Making,
        CustomObjects.Adding,
        LocalMembers.Operation,
        HashtableComparer.Operation,
        OrderedDictionaryComparer.Operation,
        DelayedParsing.Operation,
        RemoteRecords.Operation,
        RecordPositions.Operation,
        TypedReferences.Operation,
        SemanticVersionType.Operation,
        BlockInvocation.Operation,
        GlobalTables.Variables,
        GlobalTables.Functions,
        GlobalTables.Aliases,
        FlowControl.Ending,
        FlowControl.Code,
        CmdletEntries.Operation,
        JobReason.Operation,
        ErrorPosition.Operation,
        ErrorMerging.Operation,
        RecordWriting.Verbose,
        RecordWriting.Debug,
        RecordWriting.Warning,
        RecordWriting.Information,
        RecordWriting.Progress,
        RecordWriting.NativeLine,
        InformationWish.Operation,
    ];

    /// <summary>What it is asked for and has not.</summary>
    public static IEnumerable<string> Missing => Operations
        .SelectMany(static operation => operation.Members)
        .Where(static member => !member.IsThere)
        .Select(static member => member.Name)
        .Distinct();

    /// <summary>
    /// Members that the workers of pools are to count as missing: for tests, which set it before they make a pool.
    /// </summary>
    public static string[] HiddenInPools { get; set; } = [];

    /// <summary>Whether a member counts as missing though it may be there.</summary>
    public static bool IsHidden(string member) => s_hidden.Length > 0 && Array.IndexOf(s_hidden, member) >= 0;

    /// <summary>Makes members count as missing, for tests; none to take that back.</summary>
    public static void Hide(params string[] members)
    {
        lock (s_gate)
        {
            s_hidden = members;
            s_registered.ForEach(static operation => operation.Bind());
        }
    }

    /// <summary>Binds an operation, now and whenever what counts as missing changes.</summary>
    public static void Register(EngineOperation operation)
    {
        lock (s_gate)
        {
            s_registered.Add(operation);
            operation.Bind();
        }
    }
}
