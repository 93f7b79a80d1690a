using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Gets the pools of this session.</summary>
/// <remarks>
/// <para>Each says how many workers it has, how many of them are busy, how many items it has done, and how many workers
/// it had to replace.</para>
/// </remarks>
/// <example>
/// <para>What is there</para>
/// <code>Get-IpcPool</code>
/// <para>Lists all pools that were made and not removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcPool")]
[OutputType(typeof(IpcPool))]
public sealed class GetIpcPoolCommand : IpcCommand
{
    /// <summary>The names of pools; wildcards are allowed. All if not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PoolNameCompleter))]
    public string[]? Name { get; set; }

    private protected override void ProcessRecordCore()
    {
        foreach (string? name in (string?[]?)Name ?? [null])
        {
            List<IpcPool> found = PoolRegistry.Find(name);
            WriteObject(found, enumerateCollection: true);
            if (found.Count == 0 && name is not null && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                FailOne(PoolRegistry.NotFound(name), name, Name!.Length);
            }
        }
    }
}
