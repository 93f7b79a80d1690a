using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Ipc.Commands;

namespace Ipc.Tests.Fuzz;

/// <summary>The decoder of messages: recorded messages with changes, and noise.</summary>
internal sealed class DecoderTarget : ITarget
{
    private const int Longest = 400;

    private readonly PowerShellEncoding _encoding = new();
    private readonly byte[][] _seeds;

    public DecoderTarget()
    {
        _seeds = [.. Values().Select(value => _encoding.Encode(value)).Select(message => message.Length > Longest ? message[..Longest] : message)];
    }

    public bool Feed(Random random)
    {
        byte[] input = random.Next(4) == 0 ? Noise(random) : Changed(random);
        try
        {
            _encoding.Decode(input);
            return true;
        }
        catch (IpcException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Input {Convert.ToHexString(input)}", e);
        }
    }

    public void Dispose()
    {
    }

    private byte[] Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(2, 80)];
        random.NextBytes(bytes);
        bytes[0] = _seeds[0][0]; // The version.
        bytes[1] = random.Next(3) == 0 ? bytes[1] : (byte)random.Next(0x50); // Containers mostly, so that the rest is read.
        return bytes;
    }

    private byte[] Changed(Random random)
    {
        List<byte> bytes = [.. _seeds[random.Next(_seeds.Length)]];
        for (int change = random.Next(1, 5); change > 0 && bytes.Count > 1; change--)
        {
            int place = random.Next(1, bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 8), bytes.Count - place));
                    break;
                case 1:
                    bytes.InsertRange(place, _seeds[random.Next(_seeds.Length)].Skip(1).Take(random.Next(1, 40)));
                    break;
                case 2:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                default:
                    byte[] whole = [.. bytes, 0, 0, 0, 0];
                    Mutation.Apply(random, whole, place);
                    bytes = [.. whole.AsSpan(0, bytes.Count)];
                    break;
            }
        }

        return [.. bytes];
    }

    private static IEnumerable<object?> Values()
    {
        PSObject custom = new();
        custom.Properties.Add(new PSNoteProperty("Name", "value"));
        custom.Properties.Add(new PSNoteProperty("Count", 3));
        PSObject named = new();
        named.TypeNames.Insert(0, "My.Type");
        named.Properties.Add(new PSNoteProperty("Deep", new object[] { custom, custom }));
        PSObject decorated = new("text");
        decorated.Properties.Add(new PSNoteProperty("Note", 1));
        InformationRecord information = new(new HostInformationMessage { Message = "hi", ForegroundColor = ConsoleColor.Red }, "source");
        information.Tags.Add("tag");
        object?[] all =
        [
            1, null, true, (byte)7, (short)-1, 70_000, long.MaxValue, ulong.MaxValue, 1.5f, 2.5, 3.5m, 'x', "text", "\ud83d\ude00", new BigInteger(1) << 100,
            new byte[] { 1, 2, 3 }, new[] { 1, 2, 3 }, new[] { 1.5, 2.5 }, new[] { "a", "b" }, new[] { true, false, true }, new int[2, 3], new[] { new[] { 1 }, [2, 3] },
            new object?[] { 1, "a", null }, new List<int> { 1, 2 }, new ArrayList { 1, "x" }, new HashSet<string> { "a" }, new Dictionary<string, int> { ["a"] = 1 },
            new Hashtable { ["a"] = 1, [2] = "b" }, new System.Collections.Specialized.OrderedDictionary { ["z"] = 1, ["a"] = 2 },
            new Queue(new[] { 1 }), new Stack(new[] { 1 }), new SortedList { ["a"] = 1 }, Tuple.Create("a", 1),
            DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, TimeSpan.FromDays(1), Guid.Empty, new Version(1, 2, 3), new Uri("http://a/b"), DayOfWeek.Friday,
            (sbyte)-1, (ushort)9, 9u, -0.0, double.NaN, (Half)1.5, new System.Numerics.Complex(1, 2), "", "a\0b", DBNull.Value, DateOnly.MaxValue, TimeOnly.MaxValue,
            new[] { 1m }, new[] { 'a' }, new[] { 1L }, new[] { DateTime.UnixEpoch }, new[] { Guid.Empty }, System.Array.Empty<object>(), new long[2, 0], new Hashtable(StringComparer.Ordinal) { ["A"] = 1, ["a"] = 2 },
            TimeZoneInfo.Utc, TimeZoneInfo.CreateCustomTimeZone("Here", TimeSpan.FromMinutes(90), "Here", "Here"), new System.Net.Mail.MailAddress("a@b.c", "n"),
            System.Text.Encoding.UTF8, System.Text.Json.Nodes.JsonNode.Parse("""{"a":[1,null]}"""), new[] { (1, "a") }[0], new Queue<int>([1]), new Stack<string>(["a"]),
            new PSReference(5), Certificate(),
            new Regex("a+b"), CultureInfo.InvariantCulture, System.Net.IPAddress.Loopback, ScriptBlock.Create("$x + 1"), new SwitchParameter(true),
            custom, named, decorated, information, new WarningRecord("w"), new ProgressRecord(1, "a", "s"),
            new ErrorRecord(new IOException("x", new ArgumentException("y")), "Id", ErrorCategory.ReadError, new Hashtable { ["k"] = custom }),
        ];
        return all.Append(all);

        static object Certificate()
        {
            using ECDsa key = ECDsa.Create();
            return new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        }
    }
}
