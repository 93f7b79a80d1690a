namespace Ipc.Commands;

/// <summary>How a worker of a pool ended. Everything it had sent has been handled before.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="How">In words, for errors.</param>
/// <param name="Error">The error of its own, if there is one.</param>
/// <param name="Begun">The item that it began last; -1 for none.</param>
/// <param name="IsJobOrphan">Whether the job that it was given had not begun, and may be given to another.</param>
internal sealed record WorkerDeath(string Worker, string How, object? Error, long Begun, bool IsJobOrphan = false);
