namespace Ipc.Commands;

/// <summary>
/// A message is nested deeper than is read on the caller's own stack. Seen by <see cref="PowerShellEncoding"/> only,
/// which begins again on a <see cref="DeepStack"/>.
/// </summary>
internal sealed class DeepMessageException : Exception;
