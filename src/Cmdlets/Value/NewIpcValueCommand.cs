using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a value that processes share.</summary>
/// <remarks>
/// <para>A value holds one number, character or boolean, or any other object that a queue takes. Read and set it with
/// its property Value; neither ever sees half of a change.</para>
/// <para>The type of a number, a character or a boolean is that of -InitialValue, or -Type, and stays; what is set later
/// is converted to it. Text, a date, a hashtable or anything else makes a value that holds any object, whatever is set
/// later; with -Type string it holds text only. What you read of it is a copy: change it, and set it again. Ipc objects
/// in it are live, and held as long as they are there.</para>
/// <para>$value.Value += 1 is two steps, reading and setting. Where others change the value too, use Update-IpcValue,
/// Use-IpcLock with the value, or $value.Add(1), which is one step. With -Lock it is made on a lock that there is
/// already, so that several values and arrays are changed under one lock.</para>
/// </remarks>
/// <example>
/// <para>A result from a worker</para>
/// <code>$value = New-IpcValue 0.0
/// Start-IpcWorker { param($value) $value.Value = 3.1415926 } -ArgumentList $value | Wait-IpcWorker
/// $value.Value</code>
/// <para>The worker, another process, sets the value; the caller prints 3.1415926.</para>
/// </example>
/// <example>
/// <para>Two values that belong together</para>
/// <code>$lock = New-IpcLock
/// $count, $sum = (New-IpcValue 0 -Lock $lock), (New-IpcValue 0.0 -Lock $lock)
/// Use-IpcLock $lock { $count.Value += 1; $sum.Value += $size }</code>
/// <para>Whoever holds the lock sees both as they belong together. Use-IpcLock $count enters the same lock.</para>
/// </example>
/// <example>
/// <para>A named counter of 64 bits</para>
/// <code>New-IpcValue 0 -Type long -Name visits
/// Update-IpcValue visits { $_ + 1 }</code>
/// <para>Any process of the same user can count visits.</para>
/// </example>
/// <example>
/// <para>The state of a program</para>
/// <code>$state = New-IpcValue @{ Step = 'loading'; Done = 0 } -Name state
/// Update-IpcValue state { $_.Done++; $_ }</code>
/// <para>A hashtable that is replaced as a whole: whoever reads $state.Value gets all of it, old or new.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcValue", SupportsShouldProcess = true, DefaultParameterSetName = "Type")]
[OutputType(typeof(IpcValue))]
public sealed class NewIpcValueCommand : NewIpcObjectCommand
{
    /// <summary>
    /// What it holds at first: a number, a character or a boolean, whose type is the value's type unless -Type is given;
    /// or any other object. With -Type it can be left out, and is zero, empty text, or $null.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "InitialValue")]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InitialValue { get; set; }

    /// <summary>
    /// By which any process of the same user can reach the value. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the value is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 1)]
    public override string? Name { get; set; }

    /// <summary>
    /// The type to hold: bool, sbyte, byte, short, ushort, int, uint, long, ulong, float, double or char, or its code in
    /// Python (i, d, c ...); or string, or object for any. The initial value is converted to it.
    /// </summary>
    [Parameter(ParameterSetName = "InitialValue")]
    [Parameter(Mandatory = true, ParameterSetName = "Type")]
    [ArgumentCompleter(typeof(ElementTypeCompleter))]
    public ElementTypeArgument? Type { get; set; }

    /// <summary>Makes the value without a lock of its own, so that it cannot be entered or updated.</summary>
    [Parameter]
    public SwitchParameter NoLock { get; set; }

    /// <summary>
    /// A lock that there is already (New-IpcLock), or its name: the value is entered and left with it, and so is
    /// everything else that was made on it. Without it the value has a lock of its own.
    /// </summary>
    [Parameter]
    [OneObject(typeof(LockArgument), AllowsNull = true)]
    [NamesOf<LockArgument>]
    public LockArgument? Lock { get; set; }

    private protected override object? Target => Name ?? InitialValue ?? Type?.ToString();

    private protected override IpcSpec Spec()
    {
        object? initial = ParameterSetName == "Type" ? null : ElementConversion.Number(InitialValue);
        IpcElementType? boxed = Type is { } type ? type.Boxed
            : ElementConversion.IsElement(initial) ? null
            : IpcElementType.Object;
        return new IpcValueSpec
        {
            Initial = boxed switch
            {
                IpcElementType.Object => ParameterSetName == "Type" ? null : InitialValue,
                IpcElementType.String => ParameterSetName == "Type" ? "" : ElementConversion.Convert(InitialValue, typeof(string), "the value"),
                _ => TypedValue(initial),
            },
            Boxed = boxed,
            NoLock = NoLock,
            Lock = Lock.ResolveUnless(NoLock),
        };
    }

    private object TypedValue(object? initial) => (ParameterSetName, Type) switch
    {
        ("Type", { } type) => Activator.CreateInstance(type.Resolve())!,
        (_, { } type) => ElementConversion.Convert(InitialValue, type.Resolve(), "the value"),
        _ => initial!,
    };
}
