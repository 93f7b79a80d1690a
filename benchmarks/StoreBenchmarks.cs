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
        yield return new("dictionary", "dictionary, set and read a number", "ops/s", true, SetAndRead,
            Control.Python("dict", "Manager().dict()", 10));
        yield return new("dictionary4", "dictionary, set and read a number, four processes", "ops/s", true, SetAndReadTogether,
            Control.Python("dict4", "Manager().dict(), four processes", 10));
        yield return new("list", "list, append and read a number", "ops/s", true, AppendAndRead,
            Control.Python("list", "Manager().list()", 10));
        yield return new("set", "set, add and look for a number", "ops/s", true, AddAndLook,
            Control.Python("dict", "Manager().dict()", 10));
        yield return new("object-value", "value of any object, set and read a text", "ops/s", true, SetAndReadValue,
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

    private static double SetAndRead()
    {
        const int count = 300_000;
        using IpcDictionary dictionary = IpcDictionary.Create(encoding: s_encoding);
        Turn(dictionary, count / 2);
        Stopwatch watch = Stopwatch.StartNew();
        Turn(dictionary, count);
        return 2 * count / watch.Elapsed.TotalSeconds;
    }

    private static double AppendAndRead()
    {
        const int count = 300_000;
        using (IpcList warm = IpcList.Create(encoding: s_encoding))
        {
            Append(warm, count / 2);
        }

        using IpcList list = IpcList.Create(encoding: s_encoding);
        Stopwatch watch = Stopwatch.StartNew();
        Append(list, count);
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

    private static double AddAndLook()
    {
        const int count = 300_000;
        using (IpcSet warm = IpcSet.Create(encoding: s_encoding))
        {
            Add(warm, count / 2);
        }

        using IpcSet set = IpcSet.Create(encoding: s_encoding);
        Stopwatch watch = Stopwatch.StartNew();
        Add(set, count);
        return 2 * count / watch.Elapsed.TotalSeconds;
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

    private static double SetAndReadValue()
    {
        const int count = 300_000;
        using IpcObjectValue value = IpcObjectValue.Create("", encoding: s_encoding);
        SetAndRead(value, count / 2);
        Stopwatch watch = Stopwatch.StartNew();
        SetAndRead(value, count);
        return 2 * count / watch.Elapsed.TotalSeconds;
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
