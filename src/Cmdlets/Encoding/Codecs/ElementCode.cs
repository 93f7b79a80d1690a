namespace Ipc.Commands;

/// <summary>The element type of an array, list, set or dictionary, as one byte. The numbers are the format.</summary>
internal enum ElementCode : byte
{
    /// <summary>Any value.</summary>
    Object = 0,

    /// <summary>1 byte each, 0 or 1.</summary>
    Boolean = 1,

    /// <summary>1 byte each.</summary>
    Byte = 2,

    /// <summary>1 byte each.</summary>
    SByte = 3,

    /// <summary>2 bytes each.</summary>
    Int16 = 4,

    /// <summary>2 bytes each.</summary>
    UInt16 = 5,

    /// <summary>4 bytes each.</summary>
    Int32 = 6,

    /// <summary>4 bytes each.</summary>
    UInt32 = 7,

    /// <summary>8 bytes each.</summary>
    Int64 = 8,

    /// <summary>8 bytes each.</summary>
    UInt64 = 9,

    /// <summary>16 bytes each.</summary>
    Int128 = 10,

    /// <summary>16 bytes each.</summary>
    UInt128 = 11,

    /// <summary>2 bytes each.</summary>
    Half = 12,

    /// <summary>4 bytes each.</summary>
    Single = 13,

    /// <summary>8 bytes each.</summary>
    Double = 14,

    /// <summary>2 bytes each.</summary>
    Char = 15,

    /// <summary>16 bytes each.</summary>
    Guid = 16,

    /// <summary>Values: text or null.</summary>
    String = 17,

    /// <summary>Values.</summary>
    Decimal = 18,

    /// <summary>Values.</summary>
    DateTime = 19,

    /// <summary>Values.</summary>
    DateTimeOffset = 20,

    /// <summary>Values.</summary>
    DateOnly = 21,

    /// <summary>Values.</summary>
    TimeOnly = 22,

    /// <summary>Values.</summary>
    TimeSpan = 23,

    /// <summary>Values.</summary>
    BigInteger = 24,

    /// <summary>Values.</summary>
    Complex = 25,

    /// <summary>Values or null.</summary>
    Version = 26,

    /// <summary>Values or null.</summary>
    Uri = 27,

    /// <summary>Values or null.</summary>
    IPAddress = 28,

    /// <summary>Values or null.</summary>
    Hashtable = 29,

    /// <summary>PSObject: values or null.</summary>
    PSObject = 30,

    /// <summary>Values or null.</summary>
    ScriptBlock = 31,
}
