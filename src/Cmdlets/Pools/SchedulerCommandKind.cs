namespace Ipc.Commands;

/// <summary>What the session is to do for the scheduler.</summary>
internal enum SchedulerCommandKind
{
    /// <summary>Start a worker. If that fails: <see cref="Scheduler.StartFailed"/>.</summary>
    StartWorker,

    /// <summary>
    /// Send a worker the call that it is to take part in. This and the next four may fail: <see
    /// cref="Scheduler.NotSent"/>.
    /// </summary>
    SendCall,

    /// <summary>Send a worker items of its call.</summary>
    SendItems,

    /// <summary>Tell a worker that it gets no more items of its call.</summary>
    SendEnd,

    /// <summary>Send a worker a job.</summary>
    SendJob,

    /// <summary>Tell a worker that has nothing to do to exit.</summary>
    SendExit,

    /// <summary>Stop what a worker does, so that its finally blocks run, and end it.</summary>
    StopWorker,

    /// <summary>Kill a worker.</summary>
    KillWorker,

    /// <summary>Release what there is of a worker that has exited.</summary>
    ReleaseWorker,

    /// <summary>Look whether a worker has begun its item: <see cref="Scheduler.ItemOverdue"/>.</summary>
    CheckBegun,

    /// <summary>Hand over what became of an item: what it wrote, or its loss.</summary>
    Deliver,

    /// <summary>Write an error to a call, which goes on.</summary>
    ReportError,

    /// <summary>End a call with an error.</summary>
    FailCall,

    /// <summary>Let whoever waits for a call look again.</summary>
    Notify,

    /// <summary>The worker of a job has died: so has the job.</summary>
    EndJob,

    /// <summary>A job cannot be run.</summary>
    FailJob,

    /// <summary>A job that waited is not run.</summary>
    StopJob,

    /// <summary>
    /// Give the event <see cref="Scheduler.TimePassed"/> at that time, and not that of the last such command.
    /// </summary>
    ArmTimer,
}
