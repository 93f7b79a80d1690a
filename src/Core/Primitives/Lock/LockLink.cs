using System.Text;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// That a condition, a value or an array was made on a lock that there was already, instead of one of its own.
/// </summary>
/// <remarks>
/// <para>192 bytes in front of the list of waiters: instance of the lock (8), its kind (4), bytes of its id (4), its id
/// (UTF-8). Written before the object has a name, and never changed.</para>
/// <para>Every handle to the object has a handle to the lock beside it, so the lock lives on with the object, and
/// whoever dies dies in both: each is recovered by itself. The object's own lock cell stays unused.</para>
/// <para>A parameter of the object is the mark of the lock (0 for one of its own), so that whoever asks for the object
/// with another lock is refused.</para>
/// </remarks>
internal static class LockLink
{
    public const int At = LockWaiters.At - Size; // 3,392
    public const int Size = 192;

    private const int KindAt = At + 8;
    private const int LengthAt = At + 12;
    private const int IdAt = At + 16;
    private const int LongestId = Size - 16;
    private const ulong Mix = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The lock that an object is to be made on, of what was given for it.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for what is no such lock.</exception>
    public static IpcLock? Of(IIpcLock? given, bool persistent)
    {
        IpcLock? found = given switch
        {
            null => null,
            IpcLock made => made,
            IpcLockable { Lock: { } other } => other,
            _ => throw new IpcException(
                IpcError.NotSupported, $"Nothing else can be made on the lock of the {given.Describe()}. Make a lock first, "
                    + "and make both on it."),
        };
        return found is { IsPersistent: false } && persistent
            ? throw new IpcException(
                IpcError.NotSupported, $"What is persistent cannot be made on the {found.Describe()}, which is not: it would "
                    + "be left without its lock. Make the lock persistent, too.")
            : found;
    }

    /// <summary>The number that stands for a lock in the parameters of what is made on it; 0 for none.</summary>
    public static ulong MarkOf(IIpcLock? given, bool persistent)
    {
        if (Of(given, persistent) is not { } made)
        {
            return 0;
        }

        ulong mark = made.Region.Instance ^ unchecked((ulong)(made.Index + 1 ?? 0) * Mix);
        return mark == 0 ? 1 : mark;
    }

    /// <summary>Writes which lock it is.</summary>
    public static void Write(Region region, IIpcLock? given, bool persistent)
    {
        if (Of(given, persistent) is not { } made)
        {
            return;
        }

        IpcReference reference = made.GetReference();
        region.Long(At).Value = reference.Instance;
        region.Word(KindAt).Value = (uint)reference.Kind;
        region.Word(LengthAt).Value = (uint)Encoding.UTF8.GetBytes(reference.Id, region.Bytes(IdAt, LongestId));
    }

    /// <summary>Opens the lock of an object that has none of its own.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>: it was removed.</exception>
    public static IpcLock Open(Region region)
    {
        uint length = region.Word(LengthAt).Value;
        if (length > LongestId || region.Word(KindAt).Value != (uint)IpcKind.Lock)
        {
            throw region.Corrupt("it does not say which lock it has");
        }

        string id = Encoding.UTF8.GetString(region.Bytes(IdAt, (int)length));
        return (IpcLock)IpcObject.Open(new IpcReference(IpcKind.Lock, id, region.Long(At).Value, 0));
    }

    /// <summary>The same in words, for who only looks.</summary>
    public static string Describe(in RegionView view)
    {
        int length = (int)Math.Min(view.U32(LengthAt), LongestId);
        return $"lock '{Encoding.UTF8.GetString(view.Bytes(IdAt, length))}'";
    }
}
