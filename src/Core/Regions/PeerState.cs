namespace Ipc.Regions;

/// <summary>What a sleeper may rely on before it sleeps.</summary>
internal enum PeerState
{
    /// <summary>Every other participant lives, and its death will be told.</summary>
    Watched,

    /// <summary>A dead participant has left something to put right: do that, then look again.</summary>
    FoundDead,

    /// <summary>Some participant's death will not be told (another pid namespace): look from time to time.</summary>
    Unwatched,
}
