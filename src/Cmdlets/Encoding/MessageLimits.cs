namespace Ipc.Commands;

/// <summary>The numbers that bound a message, on both sides.</summary>
internal static class MessageLimits
{
    /// <summary>The version of the format: the first byte of every message.</summary>
    public const byte Version = 1;

    /// <summary>
    /// How deep the encoder and the decoder go on the caller's own stack; then on a <see cref="DeepStack"/>.
    /// </summary>
    public const int ShallowLevels = 500;

    /// <summary>How deep the encoder goes before it says no.</summary>
    public const int EncoderLevels = 120_000;

    /// <summary>
    /// How deep the decoder goes. More than twice the encoder, which counts an object and what it is made of as one, so
    /// that what was sent can always be read.
    /// </summary>
    public const int DecoderLevels = 250_000;

    /// <summary>
    /// The longest list of type names. Lists are shared, so that this bounds how far a small message can swell.
    /// </summary>
    public const int TypeNames = 64;

    /// <summary>How many records may sit inside records before the inner one crosses as text.</summary>
    public const int NestedRecords = 4;

    /// <summary>The smallest Int32 with a one-byte form.</summary>
    public const int SmallestInteger = -8;

    /// <summary>How many Int32 values have a one-byte form.</summary>
    public const int SmallIntegers = 64;

    /// <summary>The longest string, in UTF-8 bytes, whose length is in its tag.</summary>
    public const int ShortString = 63;
}
