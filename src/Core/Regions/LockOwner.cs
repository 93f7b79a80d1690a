using Ipc.Ownership;

namespace Ipc.Regions;

/// <summary>Who holds a lock or waits for it, anywhere on the machine.</summary>
/// <param name="Process">The process, for ever.</param>
/// <param name="Owner">Who within it; 0 when that is not known.</param>
internal readonly record struct LockOwner(ProcessIdentity Process, long Owner);
