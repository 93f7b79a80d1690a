using System.Diagnostics;
using System.Globalization;
using Ipc.Commands;

namespace Ipc.Benchmarks;

/// <summary>Dictionaries, lists, sets, and values of any object.</summary>
internal static class StoreBenchmarks
{
    private const int Keys = 1000;

    private static readonly PowerShellEncoding s_encoding = new();

    public static IEnumerable<Benchmark> All()
    {
        yield return new("dictionary", "dictionary, set and read a number", "ops/s", true, () => Rate(() => IpcDictionary.Create(encoding: s_encoding), Turn),
            Control.Python("dict", "Manager().dict()", 10));
        yield return new("dictionary4", "dictionary, set and read a number, four processes", "ops/s", true, SetAndReadTogether,
            Control.Python("dict4", "Manager().dict(), four processes", 10));
        yield return new("list", "list, append and read a number", "ops/s", true, () => Rate(() => IpcList.Create(encoding: s_encoding), Append),
            Control.Python("list", "Manager().list()", 10));
        yield return new("set", "set, add and look for a number", "ops/s", true, () => Rate(() => IpcSet.Create(encoding: s_encoding), Add),
            Control.Python("dict", "Manager().dict()", 10));
        yield return new("object-value", "value of any object, set and read a text", "ops/s", true, () => Rate(() => IpcObjectValue.Create("", s_encoding), SetAndRead),
            Control.Python("namespace", "Manager().Namespace()", 10));
        yield return new("dictionary-growth", "dictionary of a million, time of the last tenth against the first", "times", false, Growth) { Limit = 3 };
        yield return new("dictionary-longest", "dictionary of a million, longest time for one entry", "ms", false, LongestInsert);
    }

    /// <summary>Sets and reads an entry, so often.</summary>
    public static void Turn(IpcDictionary dictionary, int count)
    {
        for (int i = 0; i < count; i++)
        {
            string key = s_keys[i % Keys];
            dictionary[key] = i;
            if (dictionary[key] is not int)
            {
                throw new InvalidOperationException("An entry is missing.");
            }
        }
    }

    private static readonly string[] s_keys =
        [.. Enumerable.Range(0, Keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"key {i}"))];

    // Two operations a turn, after half as many turns with another object.
    private static double Rate<T>(Func<T> make, Action<T, int> turn)
        where T : IpcObject
    {
        const int count = 300_000;
        using (T warm = make())
        {
            turn(warm, count / 2);
        }

        using T target = make();
        Stopwatch watch = Stopwatch.StartNew();
        turn(target, count);
        return 2 * count / watch.Elapsed.TotalSeconds;
    }

    private static void Append(IpcList list, int count)
    {
        for (int i = 0; i < count; i++)
        {
            list.Add(i);
            if (list[i] is not int)
            {
                throw new InvalidOperationException("An element is missing.");
            }
        }
    }

    private static void Add(IpcSet set, int count)
    {
        for (int i = 0; i < count; i++)
        {
            set.Add(i);
            if (!set.Contains(i))
            {
                throw new InvalidOperationException("An element is missing.");
            }
        }
    }

    private static void SetAndRead(IpcObjectValue value, int count)
    {
        for (int i = 0; i < count; i++)
        {
            value.Value = "some text";
            if (value.Value is not string)
            {
                throw new InvalidOperationException("The text is missing.");
            }
        }
    }

    private static double SetAndReadTogether()
    {
        const int each = 200_000;
        using IpcDictionary dictionary = IpcDictionary.Create(encoding: s_encoding);
        using Team team = new();
        for (int i = 0; i < 4; i++)
        {
            team.Add("dictionary", dictionary.Id, each);
        }

        return 2 * 4 * each / team.Run(out _);
    }

    private static double Growth()
    {
        double[] tenths = Fill(out _);
        return tenths[^1] / tenths[0];
    }

    private static double LongestInsert()
    {
        Fill(out double longest);
        return longest;
    }

    // A million entries of 8 bytes: seconds for each tenth, and milliseconds for the longest single one.
    private static double[] Fill(out double longest)
    {
        using (IpcDictionary warm = IpcDictionary.Create())
        {
            Add(warm, 0, 100_000, out _);
        }

        using IpcDictionary dictionary = IpcDictionary.Create();
        double[] tenths = new double[10];
        longest = 0;
        for (int i = 0; i < tenths.Length; i++)
        {
            tenths[i] = Add(dictionary, i * 100_000, 100_000, out double one);
            longest = Math.Max(longest, one);
        }

        return dictionary.Count == 1_000_000 ? tenths : throw new InvalidOperationException("Entries are missing.");
    }

    private static double Add(IpcDictionary dictionary, int first, int count, out double longest)
    {
        long start = Stopwatch.GetTimestamp();
        long before = start;
        long most = 0;
        for (int i = first; i < first + count; i++)
        {
            dictionary.SetBytes(i.ToString(CultureInfo.InvariantCulture), BitConverter.GetBytes((long)i));
            long now = Stopwatch.GetTimestamp();
            most = Math.Max(most, now - before);
            before = now;
        }

        longest = TimeSpan.FromSeconds(most / (double)Stopwatch.Frequency).TotalMilliseconds;
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
