using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>How one lock stood at one moment, with who waited for it, read from the file without joining.</summary>
internal sealed class LockView
{
    private readonly LockWords _words;

    /// <summary>What the bytes of a lock say.</summary>
    /// <param name="view">The object that it is in.</param>
    /// <param name="words">The lock.</param>
    /// <param name="waiters">Who waits for it.</param>
    public LockView(in RegionView view, LockWords words, IEnumerable<LockOwner> waiters)
    {
        _words = words;
        Path = view.Path;
        Kind = view.Header.Kind;
        Id = view.Header.Name;
        Instance = view.Header.Instance;
        Holder = words.FindOwner(view.Participants);
        Waiters = [.. waiters];
    }

    public string Path { get; }

    public string Id { get; init; }

    public IpcKind Kind { get; init; }

    /// <summary>Which one it is in a lock set; -1 when it is the only one.</summary>
    public int Index { get; init; } = -1;

    /// <summary>The living holder, if any.</summary>
    public LockOwner? Holder { get; }

    /// <summary>How often the holder has entered.</summary>
    public int Depth => _words.Depth;

    /// <summary>Since when it is held; null when nobody noted it.</summary>
    public DateTime? Since => _words.Since;

    /// <summary>The living that wait, one for each thread.</summary>
    public IReadOnlyList<LockOwner> Waiters { get; }

    private ulong Instance { get; }

    /// <summary>The only lock of an object.</summary>
    public static LockView Of(in RegionView view) => new(
        view,
        LockWords.Read(view.Bytes(RegionLayout.PayloadAt, LockCell.Size)),
        LockWaiters.ReadAll(view).Select(waiter => waiter.Who));

    /// <summary>Reads the lock of the object in a file, or those of a lock set for which somebody waits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">From <see cref="RegionView.NewBuffer"/>.</param>
    /// <returns>None when there is no sound object, or none with a lock, or it has been removed.</returns>
    public static IReadOnlyList<LockView> ReadAll(string path, byte[] buffer) => Read(path, buffer, null);

    /// <summary>Reads the same lock again.</summary>
    /// <param name="buffer">From <see cref="RegionView.NewBuffer"/>.</param>
    /// <returns>Null when it is gone, or one of a lock set for which nobody waits.</returns>
    public LockView? ReadAgain(byte[] buffer) => Read(Path, buffer, Index) is [var now] ? now : null;

    /// <summary>
    /// Whether this is what was seen before, and nobody left the lock in between while others slept for it: that would
    /// have changed the wait word, which counts wake-ups. A waiter that gave up would have changed it, too.
    /// </summary>
    public bool IsSameAs(LockView before) =>
        Instance == before.Instance && Holder == before.Holder
        && (_words.Word, _words.Wait, _words.Token) == (before._words.Word, before._words.Wait, before._words.Token);

    private static IReadOnlyList<LockView> Read(string path, byte[] buffer, int? index)
    {
        try
        {
            using RegionFile? file = RegionFile.Open(path);
            if (file is null)
            {
                return [];
            }

            RegionView view = RegionView.Read(file, path, buffer, out IpcException? problem);
            return problem is null && !view.IsRemoved ? ObjectDescriptor.Of(view.Header.Kind).ReadLocks(view, index) : [];
        }
        catch (IpcException)
        {
            return [];
        }
    }
}
