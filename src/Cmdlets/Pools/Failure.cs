namespace Ipc.Commands;

/// <summary>Why an item or a call was not done, as the scheduler knows it; the session makes the error of it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Death">How the worker ended that had to do with it.</param>
/// <param name="Error">The error that somebody else gave as the reason.</param>
internal sealed record Failure(FailureKind Kind, WorkerDeath? Death = null, object? Error = null);
