namespace Ipc.Platform.CrashPoints;

/// <summary>
/// The numbered steps between which a process may be killed or paused: one after each store to shared memory that
/// others act upon. The test of crash points runs every operation up to each of them; a number, once given, is not used
/// again.
/// </summary>
internal enum CrashStep
{
    None = 0,

    // Making, joining and leaving an object.
    CreateMapped = 1,
    CreateSlotTaken = 2,
    CreateInitialised = 3,
    CreatePublished = 4,
    JoinSlotLocked = 5,
    JoinSlotTaken = 6,
    JoinIdentified = 7,
    JoinCounted = 8,
    JoinWoken = 9,
    LeaveInside = 10,
    LeaveRecovered = 11,
    LeaveMarked = 12,
    LeaveClosing = 13,
    LeaveRemoved = 14,
    LeaveDeleted = 15,
    LeaveOutside = 16,
    LeaveWoken = 17,
    LeaveSlotFreed = 18,
    RemoveMarked = 19,
    RemoveDeleted = 20,
    RemoveOutside = 21,
    SlotCleared = 22,

    // The region's mutex, and what the first process does that enters after a death.
    MutexEntered = 30,
    MutexLeft = 31,
    RepairBegun = 32,
    RepairDone = 33,
    RecoverSlot = 34,
    RecoverSlotFreed = 35,

    // Sleeping and waking.
    WaitPrepared = 40,
    WakeCounted = 41,
    WakeDone = 42,

    // A user's lock.
    LockSwapped = 50,
    LockToken = 51,
    LockTokenCleared = 52,
    LockFreed = 53,
    LockWaiterAnnounced = 54,
    LockWaiterWithdrawn = 55,
    LockWaiterClaimed = 56,

    // Messages.
    SendChained = 60,
    SendHeader = 61,
    SendHalf = 62,
    SendWritten = 63,
    SendPublished = 64,
    SendCounted = 65,
    ReceiveCopied = 66,
    ReceiveTaken = 67,
    ReceiveCounted = 68,
    ReceiveFreed = 69,
    ClearHead = 70,
    CompleteMarked = 71,
    PipeHeld = 72,
    GrowReserved = 73,
    GrowCounted = 74,
    ChunkEmptied = 75,
    ChunkFilled = 76,

    // Leases.
    LeaseWritten = 80,
    LeaseLogged = 81,
    LeaseCounted = 82,
    LeaseTaken = 83,
    LeaseCleared = 84,
    LeaseGivenOn = 85,
    LeaseDone = 86,
    LeaseUnchained = 87,
    LeaseReturned = 88,
    LeaseDropped = 89,

    // Semaphore.
    SemaphoreHeld = 90,
    SemaphoreTaken = 91,
    SemaphoreReturned = 92,
    SemaphoreAvailable = 93,

    // Event.
    EventSet = 100,
    EventCounted = 101,
    EventReset = 102,
    EventConsumed = 103,

    // Barrier.
    BarrierMarked = 110,
    BarrierHeld = 111,
    BarrierArrived = 112,
    BarrierEnded = 113,
    BarrierEmptied = 114,
    BarrierBroken = 115,
    BarrierMended = 116,
    BarrierRecovering = 117,
    BarrierRecovered = 118,

    // Condition.
    ConditionHeld = 120,
    ConditionWaiting = 121,
    ConditionDrawn = 122,
    ConditionGranted = 123,
    ConditionBound = 124,
    ConditionGrantTaken = 125,
    ConditionUncounted = 126,

    // What messages refer to.
    EntryClaimed = 140,
    EntryMarked = 141,
    EntryEndsCounted = 142,
    EntryVersioned = 143,
    EntrySettled = 144,
    EntryFreed = 145,
    LookedAtVersion = 146,
    LookedInside = 147,
    ReferenceJoined = 148,
    ReferencesDropped = 149,
    VisitMarked = 150,
    VisitEnded = 151,
    EndSearched = 152,
    EndMarked = 153,
    ReferencesSent = 154,

    // Dictionaries, and other stores of values.
    BlockTaken = 170,
    BlockGivenBack = 171,
    SlabMade = 172,
    TableNamed = 173,
    EntryWritten = 174,
    EntryLinked = 175,
    EntryCounted = 176,
    EntryRaised = 177,
    EntryUnlinked = 178,
    BucketLinked = 179,
    BucketCounted = 180,
    StoreClearing = 181,
    StoreEmptied = 182,
    StoreCleared = 183,
    ListWritten = 184,
    ListCounted = 185,
    ListReplaced = 186,
    ListJournaled = 187,
    ListMoving = 188,
    ListMoved = 189,
    ListUncounted = 190,
    ListDone = 191,

    // Semaphore for signals.
    SemaphoreSignalTaken = 200,
    SemaphoreSignalGiven = 201,

    // Reader-writer lock.
    SharedHeld = 202,
    SharedCounted = 203,
    SharedReturned = 204,
    SharedUncounted = 205,
    ClaimMarked = 206,
    ClaimHeld = 207,
    ClaimCounted = 208,
    ClaimReturned = 209,
    ClaimUncounted = 210,
    RoundBegun = 211,
    RoundEmptied = 212,
    UpgradeBegun = 213,
    UpgradeEnded = 214,

    // Countdown.
    CountdownChanged = 215,

    // Rate limit.
    RateTicketDrawn = 216,
    RateTimed = 217,
    RateTaken = 218,

    // What is done once.
    OnceWritten = 219,
    OnceDone = 220,

    // Loans.
    RunTaken = 260,
    LoanWritten = 261,
    LoanLent = 262,
    LoanQueued = 263,
    LoanHeld = 264,
    LoanReturned = 265,
    LoanFreed = 266,
    RunGivenBack = 267,
    LoanTableGrown = 268,

    // Several messages inside the mutex at once.
    BatchSent = 270,
    BatchReceived = 271,

    // Queues with priorities.
    LevelCleared = 290,

    // Broadcast queues.
    CursorPlaced = 291,
    CursorClaimed = 292,
    CursorCopied = 293,
    CursorMoved = 294,
    CursorReleased = 295,
    BroadcastCleared = 296,
    BroadcastTrimming = 297,

    // Listener, and the pipes that are asked for there.
    ListenerHeld = 320,
    ConnectionAsked = 321,
    ConnectionWritten = 322,
    ConnectionDecided = 323,
    ListenerEmptied = 324,

    // Values of any object.
    BoxWritten = 330,
    BoxPlaced = 331,

    // Who sleeps, for those who look.
    SleeperNoted = 340,
    SleeperForgotten = 341,
}
