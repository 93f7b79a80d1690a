namespace Ipc.Commands;

/// <summary>One thing that a worker wrote: which stream, and its place among everything that all workers wrote.</summary>
internal readonly record struct WorkerRecord(long Order, WorkerMessage Stream);
