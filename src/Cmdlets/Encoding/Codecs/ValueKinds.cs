using System.Collections;
using System.Collections.Frozen;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;

namespace Ipc.Commands;

/// <summary>Finds out how a value is to be encoded: by its exact type from a table, else by what it can do.</summary>
internal static class ValueKinds
{
    private static readonly FrozenDictionary<Type, ValueKind> s_exact = Exact().ToFrozenDictionary();

    /// <summary>The kind of a value.</summary>
    public static ValueKind Of(object value, Type type, ILiveObjects live, out IpcReference reference)
    {
        reference = default;
        if (s_exact.TryGetValue(type, out ValueKind kind))
        {
            return kind;
        }

        if (type.IsEnum)
        {
            return ValueKind.Enum;
        }

        if (live.TryGetReference(value, out reference))
        {
            return ValueKind.Live;
        }

        if (value is IpcLoan or IpcMemoryView { Loan: not null })
        {
            throw new RefusedValueException(
                "is memory that a queue has lent",
                "Send the loan by itself, to the queue it is of, or a copy of its bytes: $loan.ToArray().");
        }

        if (value is IpcMemoryView { Memory: { } memory } && live.TryGetReference(memory, out reference))
        {
            return ValueKind.MemoryView;
        }

        if (type.IsArray)
        {
            return OfArray((Array)value, type);
        }

        if (type.IsGenericType && OfGeneric(type) is ValueKind generic)
        {
            return generic;
        }

        return OfDerived(value, type);
    }

    private static ValueKind OfArray(Array array, Type type)
    {
        if (type.IsSZArray && type.GetElementType()!.IsSZArray && Jagged.LeafOf(type, out _) is not null)
        {
            return ValueKind.Jagged;
        }

        if (type.GetElementType()!.IsPointer || ElementCodec.Of(type.GetElementType()!) is null)
        {
            return array.Rank == 1 ? ValueKind.OtherList : ValueKind.OtherSequence;
        }

        return type.IsSZArray ? ValueKind.TypedArray : ValueKind.Grid;
    }

    private static ValueKind? OfGeneric(Type type)
    {
        Type definition = type.GetGenericTypeDefinition();
        if (definition == typeof(List<>) && ElementCodec.Of(type.GetGenericArguments()[0]) is not null)
        {
            return ValueKind.TypedList;
        }

        if (definition == typeof(HashSet<>) && ElementCodec.Of(type.GetGenericArguments()[0]) is not null)
        {
            return ValueKind.Set;
        }

        if (definition == typeof(Queue<>) && ElementCodec.Of(type.GetGenericArguments()[0]) is not null)
        {
            return ValueKind.TypedQueue;
        }

        if (definition == typeof(Stack<>) && ElementCodec.Of(type.GetGenericArguments()[0]) is not null)
        {
            return ValueKind.TypedStack;
        }

        if (TupleShape.Of(type) is not null)
        {
            return ValueKind.Tuple;
        }

        return definition == typeof(Dictionary<,>) && DictionaryCodec.Of(type) is not null ? ValueKind.Dictionary : null;
    }

    private static ValueKind OfDerived(object value, Type type)
    {
        switch (value)
        {
            case SecureString or PSCredential or NetworkCredential:
                return ValueKind.Secret;
            case Stream or Delegate or Thread or Task or WaitHandle or SafeHandle or CriticalHandle or Pointer
                or Timer or CancellationTokenSource or CancellationToken or GCHandle or nint or nuint or TextReader or TextWriter or IpcLease:
                return ValueKind.Handle;
            case IPAddress:
                return ValueKind.IPAddress;
            case Regex:
                return ValueKind.Regex;
            case CultureInfo:
                return ValueKind.CultureInfo;
            case Encoding encoding when EncodingShape.CanCross(encoding):
                return ValueKind.Encoding;
            case JsonNode:
                return ValueKind.Json;
            case PSReference:
                return ValueKind.Reference;
            case System.Data.DataRow:
                return ValueKind.DataRow;
            case ErrorRecord:
                return ValueKind.ErrorRecord;
            case IDictionary:
                return ValueKind.OtherDictionary;
            case System.Collections.Queue:
                return ValueKind.OtherQueue;
            case System.Collections.Stack:
                return ValueKind.OtherStack;
            case IList:
                return ValueKind.OtherList;
            case XmlNode:
                return ValueKind.Bag;
        }

        for (Type? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            Type? definition = ancestor.IsGenericType ? ancestor.GetGenericTypeDefinition() : null;
            if (definition == typeof(Queue<>))
            {
                return ValueKind.OtherQueue;
            }

            if (definition == typeof(Stack<>))
            {
                return ValueKind.OtherStack;
            }
        }

        return LanguagePrimitives.GetEnumerable(value) is not null ? ValueKind.OtherSequence : ValueKind.Bag;
    }

    private static Dictionary<Type, ValueKind> Exact()
    {
        Dictionary<Type, ValueKind> kinds = new()
        {
            [typeof(string)] = ValueKind.String,
            [typeof(bool)] = ValueKind.Boolean,
            [typeof(int)] = ValueKind.Int32,
            [typeof(long)] = ValueKind.Int64,
            [typeof(double)] = ValueKind.Double,
            [typeof(byte)] = ValueKind.Byte,
            [typeof(sbyte)] = ValueKind.SByte,
            [typeof(short)] = ValueKind.Int16,
            [typeof(ushort)] = ValueKind.UInt16,
            [typeof(uint)] = ValueKind.UInt32,
            [typeof(ulong)] = ValueKind.UInt64,
            [typeof(Int128)] = ValueKind.Int128,
            [typeof(UInt128)] = ValueKind.UInt128,
            [typeof(Half)] = ValueKind.Half,
            [typeof(float)] = ValueKind.Single,
            [typeof(decimal)] = ValueKind.Decimal,
            [typeof(BigInteger)] = ValueKind.BigInteger,
            [typeof(Complex)] = ValueKind.Complex,
            [typeof(char)] = ValueKind.Char,
            [typeof(DBNull)] = ValueKind.DBNull,
            [typeof(DateTime)] = ValueKind.DateTime,
            [typeof(DateTimeOffset)] = ValueKind.DateTimeOffset,
            [typeof(DateOnly)] = ValueKind.DateOnly,
            [typeof(TimeOnly)] = ValueKind.TimeOnly,
            [typeof(TimeSpan)] = ValueKind.TimeSpan,
            [typeof(Guid)] = ValueKind.Guid,
            [typeof(Version)] = ValueKind.Version,
            [typeof(Uri)] = ValueKind.Uri,
            [typeof(IPEndPoint)] = ValueKind.IPEndPoint,
            [typeof(ScriptBlock)] = ValueKind.ScriptBlock,
            [typeof(SwitchParameter)] = ValueKind.Switch,
            [typeof(XmlDocument)] = ValueKind.XmlDocument,
            [typeof(XmlElement)] = ValueKind.XmlElement,
            [typeof(TimeZoneInfo)] = ValueKind.TimeZone,
            [typeof(MailAddress)] = ValueKind.MailAddress,
            [typeof(X509Certificate2)] = ValueKind.Certificate,
            [typeof(object[])] = ValueKind.ObjectArray,
            [typeof(Hashtable)] = ValueKind.Hashtable,
            [typeof(List<object>)] = ValueKind.List,
            [typeof(ArrayList)] = ValueKind.ArrayList,
            [typeof(OrderedDictionary)] = ValueKind.OrderedDictionary,
            [typeof(System.Collections.Queue)] = ValueKind.Queue,
            [typeof(System.Collections.Stack)] = ValueKind.Stack,
            [typeof(WarningRecord)] = ValueKind.Warning,
            [typeof(VerboseRecord)] = ValueKind.Verbose,
            [typeof(DebugRecord)] = ValueKind.Debug,
            [typeof(InformationRecord)] = ValueKind.Information,
            [typeof(HostInformationMessage)] = ValueKind.HostMessage,
            [typeof(ProgressRecord)] = ValueKind.Progress,
        };
        if (SemanticVersionType.Type is Type semanticVersion)
        {
            kinds[semanticVersion] = ValueKind.SemanticVersion;
        }

        foreach (ElementCodec codec in ElementCodec.All)
        {
            kinds.TryAdd(codec.Type.MakeArrayType(), ValueKind.TypedArray);
            kinds.TryAdd(typeof(List<>).MakeGenericType(codec.Type), ValueKind.TypedList);
            kinds.TryAdd(typeof(HashSet<>).MakeGenericType(codec.Type), ValueKind.Set);
        }

        return kinds;
    }
}
