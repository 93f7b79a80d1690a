using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a dictionary that processes share.</summary>
/// <remarks>
/// <para>Use it as a hashtable: $d['a'] = 1, $d.a, $d.Name = 'x', $d.ContainsKey('a'), $d.Remove('a'), $d.Keys, $d.Values,
/// $d.Count, foreach ($entry in $d.GetEnumerator()). What one process sets, the others read at once. Keys are text,
/// numbers, dates, Guids, versions or enums; text keys differ by more than case, unless -CaseSensitive is given. A key
/// hides a property of the same name, as it does in a hashtable.</para>
/// <para>Values are whatever can be sent to a queue, and what you read is a copy: $d.list += 1 reads, adds and sets, but
/// $d.table.x = 1 changes a copy that is then dropped. Change what you have read, and set it again. An Ipc object inside
/// arrives live, and lives as long as it is stored.</para>
/// <para>Each single operation happens at once or not at all, whoever is killed meanwhile. $d.n += 1 is two of them: where
/// others change the entry, too, use Update-IpcDictionary, or $d.AddOrUpdate('n', 1, { $_ + 1 }), $d.GetOrAdd('n', 1),
/// $d.TryAdd('n', 1), $d.TryUpdate('n', 2, 1) (sets 2 if it is 1), $d.TryRemove('n').</para>
/// <para>Others may write while one enumerates: an entry that is there all the time comes once, any other at most once.
/// Reading does not wait for those who write. A dictionary grows as far as the shared memory goes; when that is full,
/// setting fails with IpcNoSpace and what was there before is unchanged.</para>
/// <para>The dictionary ends when the last process that holds it closes it or ends, unless it is persistent.
/// Remove-IpcObject ends it at once; $d.Clear() removes all entries.</para>
/// </remarks>
/// <example>
/// <para>Results of workers by name</para>
/// <code>$results = New-IpcDictionary
/// 'a', 'b', 'c' | ForEach-Object { Start-IpcWorker { param($results, $name) $results[$name] = $name * 3 } -ArgumentList $results, $_ } |
///     Wait-IpcWorker
/// $results.b</code>
/// <para>Each worker, a process of its own, sets one entry; the caller prints bbb.</para>
/// </example>
/// <example>
/// <para>Settings with a name</para>
/// <code>New-IpcDictionary @{ Server = 'localhost'; Port = 8080 } -Name settings
/// (Get-IpcDictionary settings).Port = 9090</code>
/// <para>Any process of the same user can read and change the settings.</para>
/// </example>
/// <example>
/// <para>Count in many processes</para>
/// <code>$hits = New-IpcDictionary
/// Update-IpcDictionary $hits 'index.html' { $_ + 1 }</code>
/// <para>Adds one, safe against every other process. Where there was nothing, $_ is $null, and $null + 1 is 1.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcDictionary", SupportsShouldProcess = true, DefaultParameterSetName = "Empty")]
[OutputType(typeof(IpcDictionary))]
public sealed class NewIpcDictionaryCommand : NewIpcObjectCommand
{
    /// <summary>
    /// Its first entries: a hashtable, or another dictionary. With -Force an existing dictionary keeps what it holds.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "InitialValue")]
    public IDictionary InitialValue { get; set; } = null!;

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = "Empty")]
    [Parameter(Position = 1, ParameterSetName = "InitialValue")]
    public override string? Name { get; set; }

    /// <summary>Text keys that differ by case only are different keys.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    private protected override IpcSpec Spec() => new IpcDictionarySpec { CaseSensitive = CaseSensitive, Initial = InitialValue };
}
