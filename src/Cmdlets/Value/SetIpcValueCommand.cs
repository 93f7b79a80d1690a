using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Sets a shared value.</summary>
/// <remarks>
/// <para>The new value is converted to the type of the shared one, unless that holds any object. If it does not convert, that is an error and nothing
/// is changed.</para>
/// <para>Setting needs no lock and never waits. To set what depends on the value before, use Update-IpcValue.</para>
/// </remarks>
/// <example>
/// <para>Set by name</para>
/// <code>Set-IpcValue visits 0</code>
/// <para>The value named visits holds 0 now, for every process.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "IpcValue", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class SetIpcValueCommand : IpcCommand
{
    /// <summary>The shared value, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(ValueArgument))]
    [NamesOf<ValueArgument>]
    public ValueArgument InputObject { get; set; } = null!;

    /// <summary>What it shall hold.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>Writes what the value holds now: the new value, converted.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => InputObject.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcValue target = InputObject.Resolve();
        object? converted = ElementConversion.ConvertTo(Value, target.GetElementType(), $"the {target.Describe()}");
        if (!ShouldProcess(target.Describe(), "Set"))
        {
            return;
        }

        target.SetValue(converted);
        if (PassThru)
        {
            WriteObject(converted);
        }
    }
}
