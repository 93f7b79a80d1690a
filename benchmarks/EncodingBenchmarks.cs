using System.Buffers;
using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Ipc.Commands;

namespace Ipc.Benchmarks;

/// <summary>
/// Objects to bytes and back: ours beside hand-written CBOR, CLIXML and a bare copy. All take turns in each round, so that a busy machine
/// is as busy for one as for the other; what counts are the ratios of a round.
/// </summary>
internal static class EncodingBenchmarks
{
    private static readonly TimeSpan s_batch = TimeSpan.FromMilliseconds(30);
    private static readonly PowerShellEncoding s_encoding = new();
    private static readonly ArrayBufferWriter<byte> s_buffer = new(16 << 20);

    /// <summary>Measures and prints all of it.</summary>
    public static int Run(int rounds)
    {
        Hashtable table = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Id"] = 12345, ["Name"] = "a short name", ["Price"] = 19.99, ["Active"] = true, ["Tags"] = new[] { "red", "green", "blue" },
        };
        PSObject custom = new();
        foreach (string name in new[] { "Id", "Name", "Price", "Active", "Tags" })
        {
            custom.Properties.Add(new PSNoteProperty(name, table[name]));
        }

        double[] numbers = [.. Enumerable.Range(0, 1_000_000).Select(i => i * 0.5)];
        Measurement cbor = new("hashtable of five, CBOR", () => CborTable.RoundTrip(table));
        Measurement copy = new("double[1000000], two bare copies", () => Copy(numbers));
        Measurement ourTable = Ours("hashtable of five", table);
        Measurement ourCustom = Ours("PSCustomObject of five", custom);
        Measurement ourInt = Ours("int", 12345);
        Measurement ourText = Ours("string of 11", "hello world");
        (Measurement Ours, Measurement Control, double AtMost)[] pairs =
        [
            (ourTable, cbor, 0.5),
            (ourCustom, cbor, 1.5),
            (ourInt, cbor, 0.1),
            (ourText, cbor, 0.1),
            (Ours("double[1000000]", numbers), copy, 2),
            (ourTable, Xml("hashtable of five", table), 1.0 / 20),
            (ourCustom, Xml("PSCustomObject of five", custom), 1.0 / 20),
            (ourInt, Xml("int", 12345), 1.0 / 20),
            (ourText, Xml("string of 11", "hello world"), 1.0 / 20),
            (Ours("int[1000]", numbers[..1000].Select(number => (int)number).ToArray()), Xml("int[1000]", numbers[..1000].Select(number => (int)number).ToArray()), 1.0 / 20),
            (Ours("object[1000] of hashtables of five", Enumerable.Repeat(0, 1000).Select(_ => (object)table.Clone()).ToArray()),
                Xml("object[1000] of hashtables of five", Enumerable.Repeat(0, 1000).Select(_ => (object)table.Clone()).ToArray()), 1.0 / 20),
        ];
        CultureInfo invariant = CultureInfo.InvariantCulture;
        Console.WriteLine("| encode and decode | time | allocated | control | time | allocated | ratio (low - high) | at most | |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        bool all = true;
        foreach ((Measurement ours, Measurement control, double atMost) in pairs)
        {
            ours.Prepare(s_batch);
            control.Prepare(s_batch);
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                double first = ours.Once();
                ratios[round] = first / control.Once();
            }

            Array.Sort(ratios);
            double ratio = ratios[rounds / 2];
            all &= ratio <= atMost;
            Console.WriteLine(string.Create(
                invariant,
                $"| {ours.Name} | {ours.Time} | {ours.Allocated:N0} B | {control.Name} | {control.Time} | {control.Allocated:N0} B | {ratio:G3} ({ratios[0]:G3} - {ratios[^1]:G3}) | {atMost:G3} | {(ratio <= atMost ? "kept" : "MISSED")} |"));
        }

        return all ? 0 : 1;
    }

    private static Measurement Ours(string name, object value) => new(name, () =>
    {
        s_buffer.ResetWrittenCount();
        s_encoding.Encode(value, s_buffer);
        return s_encoding.Decode(s_buffer.WrittenSpan);
    });

    private static Measurement Xml(string name, object value) => new(name + ", CLIXML", () => PSSerializer.Deserialize(PSSerializer.Serialize(value)));

    // What no encoding can do without: into the message, and out of it into an array of its own.
    private static double[] Copy(double[] numbers)
    {
        Span<byte> buffer = s_buffer.GetSpan(numbers.Length * sizeof(double))[..(numbers.Length * sizeof(double))];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(buffer);
        double[] copy = GC.AllocateUninitializedArray<double>(numbers.Length);
        buffer.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(copy.AsSpan()));
        return copy;
    }
}
