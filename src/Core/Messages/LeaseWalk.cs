namespace Ipc.Messages;

/// <summary>
/// Walks over the records of a lease log in order, those that are done included. Nothing may leave the log meanwhile.
/// </summary>
internal struct LeaseWalk(LeaseLog log, uint chunk, int offset)
{
    private uint _chunk = chunk;
    private int _offset = offset;
    private uint _steps;

    public LeaseRecord Current { get; private set; }

    public readonly LeaseWalk GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!log.FindRecord(ref _chunk, ref _offset, ref _steps))
        {
            return false;
        }

        Current = log.RecordAt(MessageList.Position(_chunk, _offset));

        // One that goes on in later chunks ends this one: what follows it begins where its chunk says.
        _offset = (int)Math.Min(ChunkPool.ChunkSize, _offset + log.SizeOf(Current));
        return true;
    }
}
