namespace Ipc.Commands;

/// <summary>
/// The first byte of every encoded value. The numbers are the format: they are never reused for another layout.
/// <c>text</c> stands for a value whose tag is one of the string tags, <c>value</c> for any value, <c>n</c> for a
/// varint, <c>z</c> for a zigzag varint; all fixed-width numbers are little-endian.
/// </summary>
internal enum MessageTag : byte
{
    /// <summary>Ends a list of properties. Not a value.</summary>
    End = 0x00,

    /// <summary><c>$null</c>. No payload.</summary>
    Null = 0x01,

    /// <summary><c>$false</c>. No payload.</summary>
    False = 0x02,

    /// <summary><c>$true</c>. No payload.</summary>
    True = 0x03,

    /// <summary>Int32: z. Values -8 to 55 have the one-byte form <see cref="SmallInteger"/>.</summary>
    Int32 = 0x04,

    /// <summary>Int64: z.</summary>
    Int64 = 0x05,

    /// <summary>Byte: 1 byte.</summary>
    Byte = 0x06,

    /// <summary>SByte: 1 byte.</summary>
    SByte = 0x07,

    /// <summary>Int16: 2 bytes.</summary>
    Int16 = 0x08,

    /// <summary>UInt16: 2 bytes.</summary>
    UInt16 = 0x09,

    /// <summary>UInt32: n.</summary>
    UInt32 = 0x0A,

    /// <summary>UInt64: n.</summary>
    UInt64 = 0x0B,

    /// <summary>Half: 2 bytes.</summary>
    Half = 0x0C,

    /// <summary>Single: 4 bytes.</summary>
    Single = 0x0D,

    /// <summary>Double: 8 bytes.</summary>
    Double = 0x0E,

    /// <summary>Decimal: the four 32-bit words of decimal.GetBits (low, middle, high, flags).</summary>
    Decimal = 0x0F,

    /// <summary>BigInteger: n bytes, then the two's complement number, least significant byte first.</summary>
    BigInteger = 0x10,

    /// <summary>Complex: two doubles, real and imaginary.</summary>
    Complex = 0x11,

    /// <summary>Char: one UTF-16 unit, 2 bytes.</summary>
    Char = 0x12,

    /// <summary>String: n bytes, then UTF-8. Up to 63 bytes have the form <see cref="ShortString"/>.</summary>
    String = 0x13,

    /// <summary>A string with a lone surrogate, which UTF-8 cannot carry: n units, then UTF-16.</summary>
    WideString = 0x14,

    /// <summary>DBNull. No payload.</summary>
    DBNull = 0x15,

    /// <summary>Int128: 16 bytes.</summary>
    Int128 = 0x16,

    /// <summary>UInt128: 16 bytes.</summary>
    UInt128 = 0x17,

    /// <summary>DateTime: 8 bytes, the ticks in the low 62 bits and the kind in the high 2.</summary>
    DateTime = 0x18,

    /// <summary>DateTimeOffset: 8 bytes of local ticks, then the offset in minutes as z.</summary>
    DateTimeOffset = 0x19,

    /// <summary>DateOnly: n, the day number.</summary>
    DateOnly = 0x1A,

    /// <summary>TimeOnly: 8 bytes of ticks.</summary>
    TimeOnly = 0x1B,

    /// <summary>TimeSpan: 8 bytes of ticks.</summary>
    TimeSpan = 0x1C,

    /// <summary>Guid: 16 bytes as Guid.ToByteArray gives them.</summary>
    Guid = 0x1D,

    /// <summary>Version: major, minor, build, revision as z; -1 for a part that is not there.</summary>
    Version = 0x1E,

    /// <summary>SemanticVersion: text.</summary>
    SemanticVersion = 0x1F,

    /// <summary>Uri: 1 byte (1 absolute, 2 relative), then its original string as text.</summary>
    Uri = 0x20,

    /// <summary>IPAddress: 1 byte (4 or 16), that many bytes, then for 16 the scope as n.</summary>
    IPAddress = 0x21,

    /// <summary>IPEndPoint: the address as in <see cref="IPAddress"/>, then the port as n.</summary>
    IPEndPoint = 0x22,

    /// <summary>Regex: pattern as text, options as n, match time-out in ticks (8 bytes, -10000 for none).</summary>
    Regex = 0x23,

    /// <summary>CultureInfo: its name as text.</summary>
    CultureInfo = 0x24,

    /// <summary>ScriptBlock: its text.</summary>
    ScriptBlock = 0x25,

    /// <summary>
    /// Enum: assembly name, full type name and member text as text; the underlying number as a value.
    /// </summary>
    Enum = 0x26,

    /// <summary>SwitchParameter: 1 byte, 0 or 1.</summary>
    Switch = 0x27,

    /// <summary>XmlDocument: its markup as text.</summary>
    XmlDocument = 0x28,

    /// <summary>
    /// TimeZoneInfo: its id as text; then null for a zone of the system, else the text of
    /// TimeZoneInfo.ToSerializedString.
    /// </summary>
    TimeZone = 0x29,

    /// <summary>MailAddress: address and display name, each as text.</summary>
    MailAddress = 0x2A,

    /// <summary>
    /// Encoding: code page as n, then 1 byte of flags: 1 writes a preamble, 2 throws on invalid bytes.
    /// </summary>
    Encoding = 0x2B,

    /// <summary>X509Certificate2 without private key: n bytes of DER.</summary>
    Certificate = 0x2C,

    /// <summary>JsonNode: text.</summary>
    Json = 0x2D,

    /// <summary>A secret, encrypted (see docs/design/encoding.md).</summary>
    Secret = 0x2E,

    /// <summary>XmlElement: its markup as text.</summary>
    XmlElement = 0x2F,

    /// <summary>object[]: n, then n values. Numbered.</summary>
    Array = 0x30,

    /// <summary>List of object: n, then n values. Numbered.</summary>
    List = 0x31,

    /// <summary>ArrayList: n, then n values. Numbered.</summary>
    ArrayList = 0x32,

    /// <summary>Typed array: element code (1 byte), n, then the elements as the code says.</summary>
    TypedArray = 0x33,

    /// <summary>List&lt;T&gt;: element code (1 byte), n, then the elements as the code says.</summary>
    TypedList = 0x34,

    /// <summary>HashSet&lt;T&gt;: element code (1 byte), comparer (1 byte), n, then n values. Numbered.</summary>
    Set = 0x35,

    /// <summary>Hashtable: comparer (1 byte), n, then n pairs of values. Numbered.</summary>
    Hashtable = 0x36,

    /// <summary>OrderedDictionary: comparer (1 byte), n, then n pairs of values. Numbered.</summary>
    OrderedDictionary = 0x37,

    /// <summary>
    /// Dictionary&lt;K,V&gt;: codes of K and V (1 byte each), comparer (1 byte), n, then n pairs. Numbered.
    /// </summary>
    Dictionary = 0x38,

    /// <summary>
    /// Array of several dimensions: element code (1 byte), rank (n), the lengths (n each), then values, last index
    /// fastest. Numbered.
    /// </summary>
    Grid = 0x39,

    /// <summary>A PSCustomObject with nothing but properties: property list. Numbered.</summary>
    CustomObject = 0x3A,

    /// <summary>A property bag: type names, ToString text or null, property list. Numbered.</summary>
    PropertyBag = 0x3B,

    /// <summary>
    /// A value that carries more: the value, type names, ToString text or null, property list. Numbered unless a number
    /// was given while the value was read.
    /// </summary>
    Decorated = 0x3C,

    /// <summary>A container met before: its number as n.</summary>
    BackReference = 0x3D,

    /// <summary>A live object: kind (n), part (1 byte), instance (8 bytes), id as text.</summary>
    Live = 0x3E,

    /// <summary>Queue: n, then n values, first out first. Numbered.</summary>
    Queue = 0x3F,

    /// <summary>Stack: n, then n values, top first. Numbered.</summary>
    Stack = 0x40,

    /// <summary>PSReference: element code (1 byte), a value. Numbered.</summary>
    Reference = 0x41,

    /// <summary>Tuple or ValueTuple: 1 byte (0 or 1), n of 1 to 7, n element codes (1 byte each), n values.</summary>
    Tuple = 0x42,

    /// <summary>
    /// Array of arrays: element code of the innermost (1 byte), levels (n, 2 or more), n, then n values: arrays of one
    /// level less, or null. Numbered.
    /// </summary>
    Jagged = 0x43,

    /// <summary>Queue&lt;T&gt;: element code (1 byte), n, then n values, first out first. Numbered.</summary>
    TypedQueue = 0x44,

    /// <summary>Stack&lt;T&gt;: element code (1 byte), n, then n values, top first. Numbered.</summary>
    TypedStack = 0x45,

    /// <summary>
    /// DataRow: n, 0 for a table that comes now and else the number of one that came, from 1. For a new one its name as
    /// text, n columns, each its name as text and an element code (1 byte). Then a value for each column. Numbered.
    /// </summary>
    DataRow = 0x46,

    /// <summary>
    /// A view of shared memory: element type (1 byte), offset (8 bytes), n elements, then the memory as a live object.
    /// </summary>
    MemoryView = 0x47,

    /// <summary>ErrorRecord: a property list, read by name (see docs/design/encoding.md).</summary>
    ErrorRecord = 0x48,

    /// <summary>WarningRecord: a property list.</summary>
    WarningRecord = 0x49,

    /// <summary>VerboseRecord: a property list.</summary>
    VerboseRecord = 0x4A,

    /// <summary>DebugRecord: a property list.</summary>
    DebugRecord = 0x4B,

    /// <summary>InformationRecord: a property list.</summary>
    InformationRecord = 0x4C,

    /// <summary>HostInformationMessage: a property list.</summary>
    HostMessage = 0x4D,

    /// <summary>ProgressRecord: a property list.</summary>
    ProgressRecord = 0x4E,

    /// <summary>
    /// A whole message within this one: n bytes, its value without the version byte, with numbers of its own.
    /// </summary>
    Nested = 0x4F,

    /// <summary>0x80 to 0xBF: a string of 0 to 63 bytes of UTF-8, which follow.</summary>
    ShortString = 0x80,

    /// <summary>0xC0 to 0xFF: the Int32 values -8 to 55.</summary>
    SmallInteger = 0xC0,
}
