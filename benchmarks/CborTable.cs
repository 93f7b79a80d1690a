using System.Collections;
using System.Formats.Cbor;

namespace Ipc.Benchmarks;

/// <summary>The same hashtable by hand in CBOR: what somebody would write who wants no more than this.</summary>
internal static class CborTable
{
    private static readonly byte[] s_bytes = new byte[1024];

    /// <summary>To bytes and back.</summary>
    public static Hashtable RoundTrip(Hashtable table)
    {
        CborWriter writer = new();
        Write(writer, table);
        int length = writer.Encode(s_bytes);
        return (Hashtable)Read(new CborReader(s_bytes.AsMemory(0, length)))!;
    }

    private static void Write(CborWriter writer, object? value)
    {
        switch (value)
        {
            case int number:
                writer.WriteInt32(number);
                break;
            case string text:
                writer.WriteTextString(text);
                break;
            case double number:
                writer.WriteDouble(number);
                break;
            case bool truth:
                writer.WriteBoolean(truth);
                break;
            case string[] texts:
                writer.WriteStartArray(texts.Length);
                foreach (string text in texts)
                {
                    writer.WriteTextString(text);
                }

                writer.WriteEndArray();
                break;
            case Hashtable table:
                writer.WriteStartMap(table.Count);
                foreach (DictionaryEntry pair in table)
                {
                    writer.WriteTextString((string)pair.Key);
                    Write(writer, pair.Value);
                }

                writer.WriteEndMap();
                break;
            default:
                writer.WriteNull();
                break;
        }
    }

    private static object? Read(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return reader.ReadInt32();
            case CborReaderState.TextString:
                return reader.ReadTextString();
            case CborReaderState.DoublePrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.HalfPrecisionFloat:
                return reader.ReadDouble();
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            case CborReaderState.StartArray:
                string[] texts = new string[reader.ReadStartArray() ?? 0];
                for (int i = 0; i < texts.Length; i++)
                {
                    texts[i] = reader.ReadTextString();
                }

                reader.ReadEndArray();
                return texts;
            case CborReaderState.StartMap:
                int count = reader.ReadStartMap() ?? 0;
                Hashtable table = new(count, StringComparer.OrdinalIgnoreCase);
                for (int i = 0; i < count; i++)
                {
                    string key = reader.ReadTextString();
                    table[key] = Read(reader);
                }

                reader.ReadEndMap();
                return table;
            default:
                reader.ReadNull();
                return null;
        }
    }
}
