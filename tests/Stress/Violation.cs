namespace Ipc.Tests.Stress;

/// <summary>What must never happen.</summary>
internal enum Violation
{
    None,
    TornMessage,
    TwoInsideOneLock,
    HalfChangedWithoutWord,
    TooManyPermits,
    UnexpectedError,
    NewsMissing,
    EntryChanged,
    WrittenWhileRead,
}
