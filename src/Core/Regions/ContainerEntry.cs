namespace Ipc.Regions;

/// <summary>
/// A slot of an object's participant table that no process has: a container (a queue, a pipe) may hold messages that
/// refer to the object. See <c>docs/design/in-flight.md</c>.
/// </summary>
/// <param name="Slot">Where it stands.</param>
/// <param name="Word">Pid and generation: another use of the slot has another one.</param>
/// <param name="Container">The container's instance.</param>
/// <param name="Held">What the messages hold, as in a process's slot: an end of a pipe, else nothing.</param>
/// <param name="Sender">
/// The participant that is sending there just now; 0 once the entry is settled and stands for all that was sent.
/// </param>
/// <param name="Version">Counts what was sent since the entry was settled.</param>
internal readonly record struct ContainerEntry(
    int Slot, ulong Word, ulong Container, uint Held, uint Sender, ulong Version)
{
    /// <summary>What stands in the place of a pid.</summary>
    public const uint Pid = uint.MaxValue;

    /// <summary>Whether somebody is sending there just now.</summary>
    public bool IsPending => Sender != 0;
}
