using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>What leased messages refer to. Inside the mutex.</summary>
internal sealed partial class LeaseLog
{
    /// <summary>What a message refers to, as it stands there; empty for most.</summary>
    public ReadOnlySpan<byte> ReferencesIn(in LeaseRecord record)
    {
        int references = ReferencesOf(record);
        return references == 0 ? default : _pool.Read(record.Chunk, record.Offset + LeaseRecord.Header, references);
    }

    /// <summary>Looks at what the messages refer to that are leased, or were given back.</summary>
    /// <returns>Whether the look ended at one.</returns>
    public bool FindReference(ReferenceMatch match)
    {
        if (Counts == 0)
        {
            return false;
        }

        foreach (LeaseRecord record in All())
        {
            if (!record.State.IsDone && MessageList.Matches(ReferencesIn(record), match))
            {
                return true;
            }
        }

        return false;
    }
}
