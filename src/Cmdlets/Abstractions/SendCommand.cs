using System.Buffers;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that send: each object from the pipeline is one message.</summary>
public abstract partial class SendCommand : TimedCommand
{
    private IIpcChannel? _channel;
    private IMessageEncoding? _encoding;

    /// <summary>
    /// What to send. Each object from the pipeline is one message; an array given by name is one message, too.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>
    /// How many levels of the properties of objects of unknown type are kept; what lies deeper is text. Data of known
    /// types is kept whole.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = PowerShellEncoding.DefaultDepth;

    /// <summary>
    /// Sends secure strings and credentials, too, which are refused otherwise. They are encrypted before they reach
    /// shared memory, with a key in a file of yours that only you can read, and arrive as what they were.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowSecret { get; set; }

    /// <summary>
    /// Writes $true for each object that was sent and $false for each that found no room in time, instead of an error
    /// that ends it.
    /// </summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// Does not wait for room: if there is none now, that is the error IpcFull, or $false with -Quiet. As -Timeout 0.
    /// </summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Passes each object on that was sent.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Where to send; opens it by name if need be.</summary>
    private protected abstract IIpcChannel Resolve();

    // Once, so that a wrong name is one error and not one for each object.
    private protected override void BeginProcessingCore()
    {
        if (NoWait)
        {
            Timeout = Timeout is { Ticks: > 0 }
                ? throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "With -NoWait nothing is waited for. Leave one of them out.")
                : TimeSpan.Zero;
        }

        IIpcChannel channel = Resolve();
        if (!ShouldProcess(channel.Describe(), "Send"))
        {
            return; // Asked once, not for each object.
        }

        _channel = channel;
        _encoding = Depth == PowerShellEncoding.DefaultDepth && !AllowSecret
            ? _channel.GetEncoding() ?? LiveObjects.Encoding
            : new PowerShellEncoding(LiveObjects.Instance, Depth, AllowSecret);
    }

    private protected override void ProcessRecordCore()
    {
        if (_channel is not { } channel)
        {
            return;
        }

        if (MostAtOnce > 1)
        {
            Collect(channel);
            return;
        }

        bool sent;
        try
        {
            sent = Transmit(channel, _encoding!);
        }
        catch (IpcException e)
        {
            if (!IsOfItem(e, channel, InputObject)) // Not as a filter, which runs before a loan is its holder's again.
            {
                throw;
            }

            FailOne(e, InputObject, among: 1); // The others go on.
            return;
        }

        if (Quiet)
        {
            WriteObject(sent);
        }
        else if (!sent)
        {
            throw new IpcException(
                Timeout == TimeSpan.Zero ? IpcError.Full : IpcError.Timeout,
                $"The {channel.Describe()} stayed full for {PatienceText}. This message was not sent; receive from it, "
                    + "or wait longer.");
        }
        else if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    /// <summary>Sends the object at hand.</summary>
    /// <returns>Whether it was sent in time.</returns>
    private protected virtual bool Transmit(IIpcChannel channel, IMessageEncoding encoding) =>
        channel.TrySend(encoding, InputObject, Patience, StopToken);

    // Whether the next object could be sent all the same. An Ipc object in the message may have ended, or the channel.
    private bool IsOfItem(IpcException failure, IIpcChannel channel, object? item)
    {
        if (!MyInvocation.ExpectingInput)
        {
            return false; // There is no other.
        }

        if (failure.Error is not (IpcError.Closed or IpcError.NotFound))
        {
            return failure.Error is IpcError.NotSupported or IpcError.MessageTooLarge
                && channel is not IIpcPipe { CanSend: false };
        }

        if (ElementConversion.Bare(item) is IpcLoan loan)
        {
            return !loan.IsOpen; // It is not encoded.
        }

        try
        {
            _encoding!.Encode(item, new ArrayBufferWriter<byte>());
            return false;
        }
        catch (IpcException)
        {
            return true;
        }
    }
}
