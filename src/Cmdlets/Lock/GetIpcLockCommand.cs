using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens locks, reader-writer locks and lock sets by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live lock that any process of the same user made with New-IpcLock -Name. It says
/// whether anybody holds it (IsHeld), and its methods Enter, TryEnter and Exit do what the cmdlets do.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named locks of
/// this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// <para>A set of locks, made with New-IpcLock -Count, comes back as one object: $locks[17] is one of them, and so is
/// Get-IpcLock 'accounts[17]', for a set named accounts.</para>
/// </remarks>
/// <example>
/// <para>Look whether a lock is held</para>
/// <code>(Get-IpcLock log).IsHeld</code>
/// <para>Opens the lock named log and prints True if somebody holds it at the moment.</para>
/// </example>
/// <example>
/// <para>One lock of a set</para>
/// <code>$locks = Get-IpcLock accounts
/// Use-IpcLock $locks[17] { 'account 17 is mine' }</code>
/// <para>Opens the locks that another process made with New-IpcLock accounts -Count 10000, and holds one of them while
/// the block runs.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcLock")]
[OutputType(typeof(IpcLock), typeof(IpcLockSet), typeof(IpcReaderWriterLock))]
public sealed class GetIpcLockCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Lock;

    private protected override bool Includes(IpcKind kind) => kind is IpcKind.Lock or IpcKind.LockSet or IpcKind.ReaderWriterLock;

    private protected override IIpcObject Get(string name)
    {
        try
        {
            return NamedObjects.Give(IpcKind.Lock, name);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return Try(IpcKind.LockSet, name)
                ?? Try(IpcKind.ReaderWriterLock, name)
                ?? throw new IpcException(e.Error, e.Message, e); // It is no lock of any kind.
        }
    }

    private static IIpcObject? Try(IpcKind kind, string name)
    {
        try
        {
            return NamedObjects.Give(kind, name);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return null;
        }
    }
}
