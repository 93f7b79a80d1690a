using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Changes an entry of a shared dictionary by a script block, in one step.</summary>
/// <remarks>
/// <para>The block gets what the entry holds as $_ and gives what it shall hold. Where there is no entry, $_ is $null, or
/// what -Default says, and the entry is added.</para>
/// <para>No change by another process is lost. Nothing is locked while the block runs: if somebody else has changed the
/// entry meanwhile, the block runs again with what is there now. So let it compute, and do nothing else. It runs in the
/// caller's scope.</para>
/// <para>What the block writes is taken as an assignment takes it: several objects become an array. If it fails, or
/// writes nothing, nothing is changed, and that is an error; with -Remove an entry for which it writes nothing is
/// removed.</para>
/// </remarks>
/// <example>
/// <para>Count</para>
/// <code>Update-IpcDictionary $hits 'index.html' { $_ + 1 } -PassThru</code>
/// <para>Adds one to the entry, safe against every other process, and prints the new value. The first time that is
/// 1.</para>
/// </example>
/// <example>
/// <para>Add to a list</para>
/// <code>Update-IpcDictionary names a { @($_) + 'Ann' } -Default @()</code>
/// <para>The entry a of the dictionary named names is an array, which gets one more element.</para>
/// </example>
/// <example>
/// <para>Count down, and remove what is used up</para>
/// <code>Update-IpcDictionary $stock $item { if ($_ -gt 1) { $_ - 1 } } -Remove</code>
/// <para>The block writes nothing when the last one goes, and the entry is removed.</para>
/// </example>
[Cmdlet(VerbsData.Update, "IpcDictionary", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class UpdateIpcDictionaryCommand : IpcCommand
{
    /// <summary>The dictionary, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(DictionaryArgument))]
    [NamesOf<DictionaryArgument>]
    public DictionaryArgument InputObject { get; set; } = null!;

    /// <summary>The key of the entry.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public object Key { get; set; } = null!;

    /// <summary>Gives what the entry shall hold from what it holds, which is $_. May run more than once.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>What $_ is when there is no such entry.</summary>
    [Parameter]
    [AllowNull]
    public object? Default { get; set; }

    /// <summary>Removes the entry when the block writes nothing.</summary>
    [Parameter]
    public SwitchParameter Remove { get; set; }

    /// <summary>Writes what the entry holds now; nothing when it was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => InputObject.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcDictionary target = InputObject.Resolve();
        if (!ShouldProcess(target.Describe(), $"Update the entry '{Key}'"))
        {
            return;
        }

        bool isThere = false;
        object? updated = target.Update(Key, Compute, StopToken);
        if (PassThru && isThere)
        {
            WriteObject(updated);
        }

        bool Compute(bool exists, object? value, out object? computed)
        {
            Collection<PSObject> written = CallerScope.Collect(this, ScriptBlock, exists ? value : Default);
            isThere = written.Count > 0;
            if (!isThere && !Remove)
            {
                throw new InvalidCastException(
                    $"The script block gave nothing for the key '{Key}' of the {target.Describe()}. Nothing was changed. To remove the "
                        + "entry then, use -Remove.");
            }

            computed = BlockFunction.Assigned(written);
            return isThere;
        }
    }
}
