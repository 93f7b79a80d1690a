namespace Ipc.Messages;

/// <summary>A message that waits in a list: where its bytes stand, and how many of them are references.</summary>
/// <param name="Chunk">Where they begin.</param>
/// <param name="Offset">Where in that chunk.</param>
/// <param name="Length">How many there are, references included.</param>
/// <param name="References">How many of them, in front, are what the message refers to.</param>
internal readonly record struct WaitingMessage(uint Chunk, int Offset, int Length, int References);
