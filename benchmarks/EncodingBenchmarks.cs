using System.Buffers;
using System.Collections;
using System.Management.Automation;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Ipc.Commands;

namespace Ipc.Benchmarks;

/// <summary>Objects to bytes and back: ours beside hand-written CBOR, CLIXML and a bare copy.</summary>
public class EncodingBenchmarks
{
    private static readonly string[] s_tags = ["red", "green", "blue"];

    private readonly PowerShellEncoding _encoding = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(16 << 20);
    private readonly Hashtable _table = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Id"] = 12345, ["Name"] = "a short name", ["Price"] = 19.99, ["Active"] = true, ["Tags"] = s_tags,
    };
    private readonly PSObject _custom = new();
    private readonly object _int = 12345;
    private readonly string _text = "hello world";
    private readonly double[] _doubles = [.. Enumerable.Range(0, 1_000_000).Select(i => i * 0.5)];
    private readonly int[] _ints = [.. Enumerable.Range(0, 1000).Select(i => i / 2)];
    private readonly object[] _tables;

    public EncodingBenchmarks()
    {
        foreach (string name in new[] { "Id", "Name", "Price", "Active", "Tags" })
        {
            _custom.Properties.Add(new PSNoteProperty(name, _table[name]));
        }

        _tables = [.. Enumerable.Range(0, 1000).Select(_ => _table.Clone())];
    }

    internal static IEnumerable<Benchmark> All()
    {
        Piece cbor = Piece(nameof(TableCbor));
        yield return Row("hashtable of five", nameof(Table), Cbor(2), Xml(nameof(TableXml)));
        yield return Row("PSCustomObject of five", nameof(Custom), Cbor(1 / 1.5), Xml(nameof(CustomXml)));
        yield return Row("int", nameof(Int), Cbor(10), Xml(nameof(IntXml)));
        yield return Row("string of 11", nameof(Text), Cbor(10), Xml(nameof(TextXml)));
        yield return Row("double[1000000]", nameof(Doubles), Control.InProcess("two bare copies", Piece(nameof(DoublesCopied)), 0.5));
        yield return Row("int[1000]", nameof(Ints), Xml(nameof(IntsXml)));
        yield return Row("object[1000] of hashtables of five", nameof(Tables), Xml(nameof(TablesXml)));

        static Benchmark Row(string what, string ours, params Control[] controls) =>
            Benchmark.InProcess("encoding", $"encode and decode {what}", Piece(ours), controls);
        Control Cbor(double goal) => Control.InProcess("hashtable of five, CBOR", cbor, goal);
        static Control Xml(string method) => Control.InProcess("CLIXML", Piece(method), 20);
        static Piece Piece(string method) => new(typeof(EncodingBenchmarks), method);
    }

    [Benchmark]
    public object? Table() => Ours(_table);

    [Benchmark]
    public object? TableCbor() => CborTable.RoundTrip(_table);

    [Benchmark]
    public object? TableXml() => Clixml(_table);

    [Benchmark]
    public object? Custom() => Ours(_custom);

    [Benchmark]
    public object? CustomXml() => Clixml(_custom);

    [Benchmark]
    public object? Int() => Ours(_int);

    [Benchmark]
    public object? IntXml() => Clixml(_int);

    [Benchmark]
    public object? Text() => Ours(_text);

    [Benchmark]
    public object? TextXml() => Clixml(_text);

    [Benchmark]
    public object? Doubles() => Ours(_doubles);

    /// <summary>What no encoding can do without: into the message, and out of it into an array of its own.</summary>
    [Benchmark]
    public double[] DoublesCopied()
    {
        Span<byte> buffer = _buffer.GetSpan(_doubles.Length * sizeof(double))[..(_doubles.Length * sizeof(double))];
        MemoryMarshal.AsBytes(_doubles.AsSpan()).CopyTo(buffer);
        double[] copy = GC.AllocateUninitializedArray<double>(_doubles.Length);
        buffer.CopyTo(MemoryMarshal.AsBytes(copy.AsSpan()));
        return copy;
    }

    [Benchmark]
    public object? Ints() => Ours(_ints);

    [Benchmark]
    public object? IntsXml() => Clixml(_ints);

    [Benchmark]
    public object? Tables() => Ours(_tables);

    [Benchmark]
    public object? TablesXml() => Clixml(_tables);

    private object? Ours(object value)
    {
        _buffer.ResetWrittenCount();
        _encoding.Encode(value, _buffer);
        return _encoding.Decode(_buffer.WrittenSpan);
    }

    private static object Clixml(object value) => PSSerializer.Deserialize(PSSerializer.Serialize(value));
}
