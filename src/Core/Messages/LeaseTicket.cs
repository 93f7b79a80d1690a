namespace Ipc.Messages;

/// <summary>
/// By which a process finds its lease again: where the record stands, in which use of that chunk, and the lease's id.
/// </summary>
internal readonly record struct LeaseTicket(ulong Position, ulong Stamp, ulong Id, int Deliveries);
