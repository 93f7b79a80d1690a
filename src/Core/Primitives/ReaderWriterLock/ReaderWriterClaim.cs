namespace Ipc.Primitives;

/// <summary>That one thread waits to hold a reader-writer lock alone; see <see cref="IpcReaderWriterLock"/>.</summary>
internal sealed class ReaderWriterClaim
{
    /// <summary>In which round it was made; null while there is none.</summary>
    public uint? Round { get; set; }
}
