using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a typed array of fixed length that processes share.</summary>
/// <remarks>
/// <para>Use it as any array: $array[0] = 1.5, $array[-1], $array[0..2], foreach, the pipeline; and, as PowerShell's own
/// cannot, $array[0..1] = 7, 8 and $array[0..9] = 0. Reading and setting one element never sees half of a change. What
/// is set is converted to the type of the elements; a value that does not convert and an index that does not exist are
/// errors and change nothing.</para>
/// <para>$array[0] += 1 is two steps, reading and setting. Where others change the element too, use Use-IpcLock with
/// the array, or $array.Add(0, 1), which is one step. With -Lock it is made on a lock that there is already, so that
/// several arrays and values are changed under one lock.</para>
/// <para>A pipeline, and the output of a function, takes an array apart into its elements. To hand on the array itself,
/// give it as an argument, or put a comma before it: return ,$array.</para>
/// </remarks>
/// <example>
/// <para>Three numbers, set by a worker</para>
/// <code>$array = New-IpcArray 0.0, 1.0, 2.0
/// Start-IpcWorker { param($array) foreach ($i in 0..2) { $array[$i] = $i * 10 } } -ArgumentList $array | Wait-IpcWorker
/// "$array"</code>
/// <para>The worker, another process, sets each element; the caller prints 0 10 20.</para>
/// </example>
/// <example>
/// <para>A million counters with a name</para>
/// <code>New-IpcArray long 1000000 -Name hits
/// (Get-IpcArray hits).Add(4711, 1)</code>
/// <para>All elements are zero at first. Adding is one step, safe against every other process.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcArray", SupportsShouldProcess = true, DefaultParameterSetName = "Length")]
[OutputType(typeof(IpcArray))]
public sealed class NewIpcArrayCommand : NewIpcObjectCommand
{
    /// <summary>
    /// The type of the elements: bool, sbyte, byte, short, ushort, int, uint, long, ulong, float, double or char, or its
    /// code in Python (i, d, c ...). With -InitialValue it can be left out: then it is the type that the values have in
    /// common. Values may stand in its place: New-IpcArray 1, 2, 3.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Length")]
    [Parameter(Position = 0, ParameterSetName = "InitialValue")]
    [TypeOrElements]
    [ArgumentCompleter(typeof(ElementTypeCompleter))]
    public ElementTypeArgument? Type { get; set; }

    /// <summary>
    /// How many elements there are. With -InitialValue it can be left out, or be larger: the others are zero. Values may
    /// stand in its place: New-IpcArray int 1, 2, 3.
    /// </summary>
    [Parameter(Position = 1)]
    [Alias("Count", "Size")]
    [LengthOrElements]
    [ArrayLength]
    public LengthArgument? Length { get; set; }

    /// <summary>What the first elements hold at first.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InitialValue")]
    public object InitialValue { get; set; } = null!;

    /// <summary>
    /// By which any process of the same user can reach the array. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the array is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 2)]
    public override string? Name { get; set; }

    /// <summary>Makes the array without a lock of its own, so that it cannot be entered.</summary>
    [Parameter]
    public SwitchParameter NoLock { get; set; }

    /// <summary>
    /// A lock that there is already (New-IpcLock), or its name: the array is entered and left with it, and so is
    /// everything else that was made on it. Without it the array has a lock of its own.
    /// </summary>
    [Parameter]
    [OneObject(typeof(LockArgument), AllowsNull = true)]
    [NamesOf<LockArgument>]
    public LockArgument? Lock { get; set; }

    private protected override object? Target => Name ?? Values ?? Type?.ToString();

    private object? Values => InitialValue ?? Type?.Elements ?? Length?.Elements;

    private protected override IpcSpec Spec()
    {
        int? length = Length?.Length;
        Type? type = Type is { Elements: null } given ? given.Resolve() : null;
        if (Values is not { } values)
        {
            return new IpcArraySpec
            {
                ElementType = type!,
                Length = length ?? throw new ArgumentOutOfRangeException(
                    nameof(Length), $"How many elements? New-IpcArray {Type} 10 makes ten, New-IpcArray {Type} 1, 2, 3 those three."),
                NoLock = NoLock,
                Lock = Lock.ResolveUnless(NoLock),
            };
        }

        Array initial = InitialElements.Of(values, type);
        return new IpcArraySpec
        {
            ElementType = initial.GetType().GetElementType()!,
            Length = length ?? initial.Length,
            Initial = initial,
            NoLock = NoLock,
            Lock = Lock.ResolveUnless(NoLock),
        };
    }
}
