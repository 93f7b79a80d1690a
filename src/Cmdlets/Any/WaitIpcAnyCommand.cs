using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Waits for whichever of several comes first: queues, pipes, events, locks, semaphores, workers and other jobs, processes.</summary>
/// <remarks>
/// <para>What each is waited for: a queue or the end of a pipe, that there is something to receive, or that nothing will
/// come any more; an event, that it is set; a lock, or a value, array or memory, that it is free; a semaphore, that it
/// has a permit; a listener, that somebody connects; a worker, job or process, that it has ended. Any mixture of any number of them. Barriers and conditions
/// can only be waited for by themselves.</para>
/// <para>It writes those that are ready, and takes nothing from them: somebody else may be faster. With -Receive a
/// message is taken, with -Take also the lock, the permit or the auto-reset event: from one of those that are ready, a
/// different one each time, and nothing from the others. Then it writes one object with Source, Index, Value (the
/// message, or the accepted connection) and IsClosed (nothing will come from this queue or pipe any more: leave it out next time).</para>
/// <para>When the time-out passes, that is an error (IpcTimeout); with -Quiet it is $false.</para>
/// </remarks>
/// <example>
/// <para>Work until told to stop</para>
/// <code>while (($next = Wait-IpcAny $jobs, $stop -Receive).Source -ne $stop) { "doing $($next.Value)" }</code>
/// <para>Takes one message after the other from the queue $jobs until the event $stop is set.</para>
/// </example>
/// <example>
/// <para>Whichever of two queues has something, but no longer than five seconds</para>
/// <code>$got = Wait-IpcAny $urgent, $normal -Receive -Timeout 5 -Quiet
/// if ($got) { "$($got.Source): $($got.Value)" }</code>
/// <para>The message is taken from one of them; the other keeps all it has.</para>
/// </example>
/// <example>
/// <para>The first worker to end, or a word from any of them</para>
/// <code>Wait-IpcAny (@($workers) + $results)</code>
/// <para>Writes the workers that have ended, and the queue if it has a message.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "IpcAny", DefaultParameterSetName = "Ready")]
[OutputType(typeof(IpcReady), ParameterSetName = ["Receive", "Take"])]
[OutputType(typeof(object), ParameterSetName = ["Ready"])]
public sealed class WaitIpcAnyCommand : AcquireCommand
{
    private readonly List<object> _given = [];

    /// <summary>
    /// What to wait for: shared objects or their names, workers and other jobs, processes, wait handles and tasks.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [AllowNull]
    [OneArgument]
    [NamesOf<ObjectArgument>]
    public object?[] InputObject { get; set; } = [];

    /// <summary>Receives the message that makes a queue or pipe ready. All else is told as ready only.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Receive")]
    public SwitchParameter Receive { get; set; }

    /// <summary>
    /// Takes what is waited for: the message, the lock (leave it with Exit-IpcLock), the permit (Exit-IpcSemaphore), the
    /// auto-reset event.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Take")]
    public SwitchParameter Take { get; set; }

    private protected override object? Target => _given.Count == 1 ? _given[0] : _given.ToArray();

    private protected override void ProcessRecordCore()
    {
        foreach (object? one in InputObject ?? [null])
        {
            _given.Add(ElementConversion.Bare(one) ?? throw new InvalidCastException(
                "$null cannot be waited for. Is a variable empty, or is $using: missing?"));
        }
    }

    private protected override void FinishCore()
    {
        object[] sources = [.. _given.Select(AnySource.Of)];
        object[] handles = [.. sources.Select(AnySource.Awaited)];
        if (Receive || Take)
        {
            WriteTaken(sources, IpcWait.TakeAny(handles, Patience, Takes, StopToken));
        }
        else
        {
            WriteReady(sources, IpcWait.Any(handles, Patience, StopToken));
        }
    }

    private bool Takes(IIpcObject source) => Take || source is IIpcChannel or IIpcListener;

    private void WriteReady(object[] sources, IReadOnlyList<IpcReady> ready)
    {
        if (!CameInTime(ready.Count > 0))
        {
            return;
        }

        foreach (IpcReady one in ready)
        {
            WriteObject(sources[one.Index], enumerateCollection: false);
        }
    }

    private void WriteTaken(object[] sources, IpcReady? taken)
    {
        if (taken is not null)
        {
            NoteTaken(taken.Source);
        }

        if (!CameInTime(taken is not null))
        {
            return;
        }

        if (taken!.WasAbandoned)
        {
            WarnAbandoned((IIpcObject)taken.Source);
        }

        Give(() => WriteObject(taken.From(sources[taken.Index])));
    }

    // Only what can be given back.
    private void NoteTaken(object source)
    {
        switch (source)
        {
            case IIpcLock held when Take:
                Acquired(() =>
                {
                    if (held.IsHeldByMe)
                    {
                        held.Exit();
                    }
                });
                break;
            case IIpcSemaphore permits when Take:
                Acquired(() => permits.Exit(1));
                break;
            case IpcEvent { IsAutoReset: true } signal when Take:
                Acquired(signal.Set);
                break;
        }
    }

    private bool CameInTime(bool came)
    {
        if (!came && !Quiet)
        {
            throw TimedOut($"None of the {_given.Count} was ready within {PatienceText}. Nothing was taken; try again, or wait longer.");
        }

        if (!came)
        {
            WriteObject(false);
        }

        return came;
    }
}
