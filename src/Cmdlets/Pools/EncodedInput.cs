namespace Ipc.Commands;

/// <summary>An input of a call as it was when it was given.</summary>
/// <param name="Input">The object, for messages.</param>
/// <param name="Encoded">As it is sent.</param>
/// <param name="Handles">What it refers to, held until the item is done or lost; null for nothing.</param>
internal readonly record struct EncodedInput(object? Input, byte[] Encoded, InFlightHandles? Handles);
