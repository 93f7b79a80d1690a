namespace Ipc;

/// <summary>The types that values and arrays can hold. The numbers are part of the format.</summary>
public enum IpcElementType
{
    /// <summary>True or false, one byte.</summary>
    Boolean = 1,

    /// <summary>8-bit signed integer.</summary>
    SByte = 2,

    /// <summary>8-bit unsigned integer.</summary>
    Byte = 3,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 4,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 5,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 6,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 7,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 8,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 9,

    /// <summary>Single-precision number.</summary>
    Single = 10,

    /// <summary>Double-precision number.</summary>
    Double = 11,

    /// <summary>UTF-16 code unit.</summary>
    Char = 12,

    /// <summary>Any object that can be sent, of a value only.</summary>
    Object = 13,

    /// <summary>Text, of a value only.</summary>
    String = 14,
}
