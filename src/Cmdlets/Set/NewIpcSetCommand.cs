using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a set that processes share.</summary>
/// <remarks>
/// <para>A set has text, numbers or other plain values, each once. $set.Add($x) says whether it is new, in one step: of
/// all processes that add the same value exactly one gets $true. $set.Remove($x) says whether it was there,
/// $set.Contains($x) whether it is; Count, foreach and the pipeline work as with any collection, and $x -in $set, which
/// looks at one after the other.</para>
/// <para>UnionWith, ExceptWith, IntersectWith, Overlaps and IsSupersetOf take any collection, another set included, one
/// value after the other. Text that differs by case only is the same, unless the set was made with -CaseSensitive.
/// Whoever is killed leaves what was there before, or what comes after.</para>
/// </remarks>
/// <example>
/// <para>Visit each address once, whoever finds it</para>
/// <code>$seen = New-IpcSet
/// Start-IpcWorker -Count 4 { param($seen, $urls) foreach ($url in $urls) { if ($seen.Add($url)) { "fetching $url" } } } -ArgumentList $seen, $urls</code>
/// <para>Four workers have the same list, and each address is fetched by one of them.</para>
/// </example>
/// <example>
/// <para>A named set with something in it</para>
/// <code>New-IpcSet 'red', 'green' -Name colours
/// (Get-IpcSet colours).UnionWith(('blue', 'red'))</code>
/// <para>Any process of the same user finds it; it has three values then.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcSet", SupportsShouldProcess = true)]
[OutputType(typeof(IpcSet))]
public sealed class NewIpcSetCommand : NewIpcObjectCommand
{
    /// <summary>What is in it at first: one value, or several. Nobody sees some of them without the others.</summary>
    [Parameter(Position = 0)]
    [Alias("Values")]
    [AllowEmptyCollection]
    public object? InitialValue { get; set; }

    /// <inheritdoc/>
    [Parameter(Position = 1)]
    public override string? Name { get; set; }

    /// <summary>Makes text that differs by case only different.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    private protected override IpcSpec Spec() => new IpcSetSpec
    {
        CaseSensitive = CaseSensitive,
        Initial = ElementConversion.Bare(InitialValue) switch
        {
            null => null,
            string text => new[] { text },
            IEnumerable several => several,
            object one => new[] { one },
        },
    };
}
