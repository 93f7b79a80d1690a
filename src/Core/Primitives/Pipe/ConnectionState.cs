namespace Ipc.Primitives;

/// <summary>What has become of a pipe that was asked for at a listener. The numbers are part of the format.</summary>
internal enum ConnectionState : uint
{
    /// <summary>It was not asked for: New made it, with both ends.</summary>
    None = 0,

    /// <summary>Who asked for it waits for the answer.</summary>
    Asked = 1,

    /// <summary>Both have an end.</summary>
    Accepted = 2,

    /// <summary>The listener said no.</summary>
    Refused = 3,

    /// <summary>Who asked for it does not wait any longer, or who had the request has dropped it.</summary>
    Withdrawn = 4,
}
