using System.Buffers;
using System.Buffers.Binary;

namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private void AddMessages()
    {
        // send <size> <number> <seconds>
        _commands["send"] = words =>
            Channel.TrySendBytes(Message(Int(words[0]), Int(words[1])), Seconds(words[2])) ? "Sent" : "TimedOut";

        // send-urgent <size> <number> <seconds> <priority>
        _commands["send-urgent"] = words =>
            ((IpcQueue)_object!).TrySendBytes(Message(Int(words[0]), Int(words[1])), Int(words[3]), Seconds(words[2])) ? "Sent" : "TimedOut";

        // receive <seconds>
        _commands["receive"] = words => Receive(Channel, Seconds(words[0]));

        // any-of <id> ...: opens queues, of which take-any <seconds> takes from one
        _commands["any-of"] = words => Done(() => _kept.AddRange(words.Select(id => IpcQueue.Open(id, WholeEncoding.Instance))));
        _commands["take-any"] = words => IpcWait.TakeAny(_kept, Seconds(words[0])) is { } taken
            ? $"Took {taken.Index} {Describe((byte[])taken.Value!)}"
            : "TimedOut";

        // peek <seconds>
        _commands["peek"] = words => Peek((IIpcQueue)_object!, Seconds(words[0]));

        // send-array <size> <number> <seconds>: the message is the same as that of send
        _commands["send-array"] = words =>
            Channel.TrySend(Numbered(Int(words[0]), Int(words[1])), Seconds(words[2])) ? "Sent" : "TimedOut";

        // receive-array <seconds>
        _commands["receive-array"] = words => ReceiveArray(Channel, Seconds(words[0]), out byte[] array)
            ? $"Received {Describe(array)}"
            : "TimedOut";

        // receive-arrays: says what it got after each, until nothing more comes
        _commands["receive-arrays"] = _ =>
        {
            while (ReceiveArray(Channel, Timeout.InfiniteTimeSpan, out byte[] array))
            {
                Program.Answer($"got {Describe(array)}");
            }

            return "closed";
        };

        // receive-far <seconds>: at the other end of a pipe that was made here
        _commands["receive-far"] = words => Receive(_far!, Seconds(words[0]));

        _commands["clear"] = _ => Done(() => ((IIpcQueue)_object!).Clear());
        _commands["complete"] = _ => Done(() => ((IIpcQueue)_object!).Complete());

        // send-all <size> <first> <count>: says "sent <number>" after each
        _commands["send-all"] = words => Done(() =>
        {
            for (int i = 0; i < Int(words[2]); i++)
            {
                int number = Int(words[1]) + i;
                Channel.TrySendBytes(Message(Int(words[0]), number), Timeout.InfiniteTimeSpan);
                Program.Answer($"sent {number}");
            }
        });

        // receive-all: says what it got after each, until nothing more comes
        _commands["receive-all"] = _ =>
        {
            ArrayBufferWriter<byte> buffer = new();
            while (Channel.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan) == IpcReceiveResult.Received)
            {
                Program.Answer($"got {Describe(buffer.WrittenSpan)}");
                buffer.Clear();
            }

            return "closed";
        };

        // echo: sends back what it receives, until nothing more comes
        _commands["echo"] = _ =>
        {
            ArrayBufferWriter<byte> buffer = new();
            int count = 0;
            while (Channel.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan) == IpcReceiveResult.Received)
            {
                Channel.TrySendBytes(buffer.WrittenSpan, Timeout.InfiniteTimeSpan);
                buffer.Clear();
                count++;
            }

            return $"echoed {count}";
        };
    }

    private static readonly BytesEncoding s_bytes = new();

    private IpcChannel Channel => (IpcChannel)_object!;

    private static string Receive(IpcChannel channel, TimeSpan timeout)
    {
        ArrayBufferWriter<byte> buffer = new();
        IpcReceiveResult result = channel.TryReceiveBytes(buffer, timeout);
        return result == IpcReceiveResult.Received ? $"Received {Describe(buffer.WrittenSpan)}" : result.ToString();
    }

    private static string Peek(IIpcQueue queue, TimeSpan timeout)
    {
        List<IpcPeeked> peeked = [];
        IpcReceiveResult result = queue.TryPeek(WholeEncoding.Instance, 1, timeout, peeked, CancellationToken.None);
        return result == IpcReceiveResult.Received ? $"Peeked {Describe((byte[])peeked[0].Value!)}" : result.ToString();
    }

    private static bool ReceiveArray(IpcChannel channel, TimeSpan timeout, out byte[] message)
    {
        bool received = channel.TryReceive(out object? value, timeout) == IpcReceiveResult.Received;
        byte[] array = received ? (byte[])value! : [0];
        message = [array[0], 0, 0, 0, .. array];
        return received;
    }

    private static byte[] Numbered(int size, int number)
    {
        byte[] array = new byte[size - BytesEncoding.Head];
        array.AsSpan().Fill((byte)number);
        return array;
    }

    /// <summary>A message that says its own number and can be checked: see <see cref="Describe"/>.</summary>
    private static byte[] Message(int size, int number)
    {
        byte[] message = new byte[Math.Max(size, 4)];
        message.AsSpan().Fill((byte)number);
        BinaryPrimitives.WriteInt32LittleEndian(message, number);
        return message;
    }

    private static string Describe(ReadOnlySpan<byte> message)
    {
        int number = BinaryPrimitives.ReadInt32LittleEndian(message);
        return message[4..].IndexOfAnyExcept((byte)number) < 0 ? $"{number} {message.Length}" : $"torn {number} {message.Length}";
    }
}
