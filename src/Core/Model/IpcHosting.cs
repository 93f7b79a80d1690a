namespace Ipc;

/// <summary>
/// What an environment that hosts this library may supply. PowerShell does: there a lock belongs to a runspace, whose
/// threads change, and a method that waits must end when its pipeline is stopped.
/// </summary>
public static class IpcHosting
{
    /// <summary>
    /// Names the current owner of locks within this process; never 0. Without it the managed thread is the owner.
    /// </summary>
    public static Func<long>? OwnerToken { get; set; }

    /// <summary>
    /// Runs a wait that was called without a cancellation token, giving it one. Called only when the call has waited
    /// for some milliseconds and goes on waiting; must run the action exactly once, on the calling thread.
    /// </summary>
    public static Action<Action<CancellationToken>>? BlockingRunner { get; set; }

    /// <summary>
    /// Whether locks note when this process enters them, so that others can say since when they are held
    /// (<see cref="IpcHolder.Since"/>). Off unless the host turns it on: reading the clock takes about as long as
    /// entering.
    /// </summary>
    public static bool NotesLockTimes { get; set; }

    /// <summary>
    /// Words what a caller can do about an error, for the end of its message: given the advice, the kind of object (0
    /// for none) and its name or id (null for none). Without it the words are those of a C# program. Must be safe to
    /// call from any thread.
    /// </summary>
    public static Func<IpcAdvice, IpcKind, string?, string>? Advise { get; set; }

    /// <summary>
    /// Converts what is given for an element of a shared array or for a shared value to its type: given the value, the
    /// type, and in words what it is the type of. Throws <see cref="InvalidCastException"/> where that cannot be done.
    /// Without it only what is of exactly that type will do. Must be safe to call from any thread.
    /// </summary>
    public static Func<object?, Type, string, object>? Convert { get; set; }

    /// <summary>
    /// Makes a full path of what is given for a file: a shell may be in another folder than its process. Without it the
    /// process's current folder counts.
    /// </summary>
    public static Func<string, string>? FullPath { get; set; }

    /// <summary>
    /// Runs the action with which a barrier was made, given the bytes that stand for it, on the thread of the last to
    /// arrive. Without it such a barrier needs an action from everyone who waits there. What it throws breaks the
    /// barrier.
    /// </summary>
    public static Action<ReadOnlyMemory<byte>>? BarrierAction { get; set; }

    /// <summary>
    /// What the host takes for a function, such as a script block of PowerShell, as one that can be called: first with
    /// what it is about (<c>$_</c>), then with its arguments. Null for any other value. Called on the thread of the
    /// caller only.
    /// </summary>
    public static Func<object?, Func<object?[], object?>?>? AsFunction { get; set; }

    /// <summary>
    /// What this process is called among those that belong together, such as the name of a worker: who connects, or
    /// accepts, tells the other side. Null for none.
    /// </summary>
    public static string? WorkerName { get; set; }

    internal static string FullPathOf(string path) => FullPath?.Invoke(path) ?? Path.GetFullPath(path);

    internal static long CurrentOwner => OwnerToken?.Invoke() ?? Environment.CurrentManagedThreadId;
}
