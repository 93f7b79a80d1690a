using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>Something that can be waited for along with others.</summary>
internal interface IAwaited
{
    /// <summary>Whose participants' deaths matter; null for what is of this process alone.</summary>
    Region? Region { get; }

    /// <summary>The word that is woken when it may have become ready.</summary>
    Cell32 Word { get; }

    /// <summary>When it may become ready without being woken, on the monotonic clock; 0 never.</summary>
    long WakeAt { get; }

    /// <summary>Whether what it is waited for for would be had at once. Only a hint: others may be faster.</summary>
    bool IsReady { get; }
}
