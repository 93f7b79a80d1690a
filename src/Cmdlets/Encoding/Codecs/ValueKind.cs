namespace Ipc.Commands;

/// <summary>
/// How the encoder treats a type. Only for the switch in the writer: the numbers are not in any message.
/// </summary>
internal enum ValueKind : byte
{
    /// <summary>Scalars, each with a tag of its own.</summary>
    Byte, SByte, Int16, UInt16, UInt32, UInt64, Int128, UInt128, Half, Single, Decimal, BigInteger, Complex, Char, DBNull,

    /// <summary>Points and spans of time.</summary>
    DateTime, DateTimeOffset, DateOnly, TimeOnly, TimeSpan,

    /// <summary>Small immutable objects.</summary>
    Guid, Version, SemanticVersion, Uri, IPAddress, IPEndPoint, Regex, CultureInfo, ScriptBlock, Enum, Switch, XmlDocument,
    XmlElement, TimeZone, MailAddress, Encoding, Certificate, Json,

    /// <summary>What the fast path handles; here for wrapped values.</summary>
    String, Boolean, Int32, Int64, Double, ObjectArray, Hashtable,

    /// <summary>Collections.</summary>
    List, ArrayList, TypedArray, TypedList, Set, OrderedDictionary, Dictionary, Grid, Queue, Stack,
    Jagged, TypedQueue, TypedStack, Tuple, Reference, DataRow,

    /// <summary>Records of the streams.</summary>
    ErrorRecord, Warning, Verbose, Debug, Information, HostMessage, Progress,

    /// <summary>A live object.</summary>
    Live,

    /// <summary>Elements of a live object.</summary>
    MemoryView,

    /// <summary>A dictionary, list or sequence of another type: keeps its content, and its type as a name.</summary>
    OtherDictionary, OtherQueue, OtherStack, OtherList, OtherSequence,

    /// <summary>Anything else: its property bag.</summary>
    Bag,

    /// <summary>A secret: refused, but the name of its type inside a property bag.</summary>
    Secret,

    /// <summary>A handle of this process: refused, but text inside a property bag.</summary>
    Handle,
}
