using System.Buffers;
using System.Globalization;

namespace Ipc.Tests.Peer;

/// <summary>Dictionaries. A value is a message that says its own number and can be checked.</summary>
internal sealed partial class Session
{
    private void AddEntries()
    {
        // put <key> <size> <number>
        _commands["put"] = words => Done(() => Entries.SetBytes(words[0], Message(Int(words[1]), Int(words[2]))));

        // put-new <key> <size> <number>
        _commands["put-new"] = words => Entries.TryAddBytes(words[0], Message(Int(words[1]), Int(words[2]))).ToString();

        // look <key>
        _commands["look"] = words => Look(words[0]);

        // drop <key>
        _commands["drop"] = words => Entries.TryRemove(words[0]).ToString();

        // put-many <first> <count> <size>: keys k<number>
        _commands["put-many"] = words => Done(() =>
        {
            for (int i = Int(words[0]); i < Int(words[0]) + Int(words[1]); i++)
            {
                Entries.SetBytes(Key(i), Message(Int(words[2]), i));
            }
        });

        // drop-many <first> <count>
        _commands["drop-many"] = words => Done(() =>
        {
            for (int i = Int(words[0]); i < Int(words[0]) + Int(words[1]); i++)
            {
                Entries.TryRemove(Key(i));
            }
        });

        _commands["empty"] = _ => Done(() => Entries.Clear());

        // count-up <key> <times>: each time one more, by comparing and setting
        _commands["count-up"] = words => Done(() =>
        {
            for (int i = 0; i < Int(words[1]); i++)
            {
                CountUp(Entries, words[0]);
            }
        });

        // churn-entries: sets and removes the same entries, with values of many sizes, for ever
        _commands["churn-entries"] = _ =>
        {
            Program.Answer("ready");
            for (int i = 0; ; i++)
            {
                string key = Key(i % 50);
                if (i % 3 == 2)
                {
                    Entries.TryRemove(key);
                }
                else
                {
                    Entries.SetBytes(key, Message(4 + (i * 37 % 600), i));
                }
            }
        };
    }

    private IpcDictionary Entries => (IpcDictionary)_object!;

    private static string Key(int number) => "k" + number.ToString(CultureInfo.InvariantCulture);

    private string Look(string key)
    {
        ArrayBufferWriter<byte> buffer = new();
        return Entries.TryGetBytes(key, buffer) ? Describe(buffer.WrittenSpan) : "none";
    }

    private static void CountUp(IpcDictionary entries, string key)
    {
        ArrayBufferWriter<byte> buffer = new();
        while (true)
        {
            buffer.Clear();
            if (!entries.TryGetBytes(key, buffer))
            {
                if (entries.TryAddBytes(key, BitConverter.GetBytes(1L)))
                {
                    return;
                }

                continue;
            }

            long next = BitConverter.ToInt64(buffer.WrittenSpan) + 1;
            if (entries.TryUpdateBytes(key, BitConverter.GetBytes(next), buffer.WrittenSpan))
            {
                return;
            }
        }
    }
}
