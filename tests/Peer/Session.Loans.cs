using System.Buffers;
using System.Buffers.Binary;

namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private readonly List<IpcLoan> _loans = [];

    private IpcQueue Queue => (IpcQueue)_object!;

    private void AddLoans()
    {
        // borrow <size> <number>: memory of the queue, written as a message of send
        _commands["borrow"] = words => Done(() => _loans.Add(Borrow(Int(words[0]), Int(words[1]))));

        // hand-over <seconds>: sends the loan that was got last
        _commands["hand-over"] = words => _loans[^1].TrySend(Seconds(words[0])) ? "Sent" : "TimedOut";

        // lend <size> <number> <seconds>: both
        _commands["lend"] = words =>
        {
            using IpcLoan loan = Borrow(Int(words[0]), Int(words[1]));
            return loan.TrySend(Seconds(words[2])) ? "Sent" : "TimedOut";
        };

        // receive-loan <seconds>: keeps it
        _commands["receive-loan"] = words =>
        {
            IpcReceiveResult result = Queue.TryReceive(out object? value, Seconds(words[0]));
            if (result != IpcReceiveResult.Received)
            {
                return result.ToString();
            }

            _loans.Add((IpcLoan)value!);
            return $"Received {Describe(_loans[^1].AsSpan())}";
        };

        // see-loan: says the loan that was got last
        _commands["see-loan"] = _ => Describe(_loans[^1].AsSpan());

        // give-back: that loan
        _commands["give-back"] = _ => Done(() => _loans[^1].Dispose());

        // use-loan <seconds>: receives it, and gives it back
        _commands["use-loan"] = words =>
        {
            string answer = _commands["receive-loan"](words);
            _loans[^1].Dispose();
            return answer;
        };

        // lend-all <size> <first> <count>: says "sent <number>" after each
        _commands["lend-all"] = words => Done(() =>
        {
            for (int i = 0; i < Int(words[2]); i++)
            {
                Borrow(Int(words[0]), Int(words[1]) + i).Send();
                Program.Answer($"sent {Int(words[1]) + i}");
            }
        });
    }

    private void AddBatches()
    {
        // send-many <size> <first> <count> <seconds>
        _commands["send-many"] = words =>
        {
            object?[] messages = [.. Enumerable.Range(Int(words[1]), Int(words[2])).Select(number => Message(Int(words[0]), number))];
            return $"Sent {Channel.TrySendMany(new PlainEncoding(), messages, Seconds(words[3]), default)}";
        };

        // receive-many <most> <seconds>
        _commands["receive-many"] = words =>
        {
            List<object?> got = [];
            Channel.TryReceiveMany(new PlainEncoding(), Int(words[0]), Seconds(words[1]), got, [], default);
            return $"Received {string.Join(", ", got.Select(message => Describe((byte[])message!)))}";
        };
    }

    private IpcLoan Borrow(int size, int number)
    {
        IpcLoan loan = Queue.Loan(size);
        loan.Fill((byte)number);
        BinaryPrimitives.WriteInt32LittleEndian(loan.AsSpan(), number);
        return loan;
    }

    private sealed class PlainEncoding : IMessageEncoding
    {
        public void Encode(object? value, IBufferWriter<byte> output) => output.Write((byte[])value!);

        public object? Decode(ReadOnlySpan<byte> message) => message.ToArray();
    }
}
