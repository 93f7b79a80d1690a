using System.Buffers;

namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private readonly List<IpcLease> _leases = [];

    private void AddLeases()
    {
        // lease <seconds> [seconds that it holds]
        _commands["lease"] = words =>
        {
            ArrayBufferWriter<byte> buffer = new();
            TimeSpan length = words.Length > 1 ? Seconds(words[1]) : Timeout.InfiniteTimeSpan;
            IpcReceiveResult result = ((IpcQueue)_object!).TryLeaseBytes(buffer, out IpcLease? lease, Seconds(words[0]), length);
            if (lease is not null)
            {
                _leases.Add(lease);
            }

            return lease is null ? result.ToString() : $"Leased {Describe(buffer.WrittenSpan)} {lease.DeliveryCount}";
        };

        // confirm, abandon, held: the lease that was taken last
        _commands["confirm"] = _ => Done(() => _leases[^1].Confirm());
        _commands["abandon"] = _ => Done(() => _leases[^1].Abandon());
        _commands["held"] = _ => _leases[^1].IsHeld.ToString();


        // wait-done <seconds>
        _commands["wait-done"] = words => ((IpcQueue)_object!).TryWaitUntilDone(Seconds(words[0])) ? "Done" : "TimedOut";

        // lease-all: leases and confirms, and says what it has after each, until nothing more comes
        _commands["lease-all"] = _ =>
        {
            ArrayBufferWriter<byte> buffer = new();
            while (((IpcQueue)_object!).TryLeaseBytes(buffer, out IpcLease? lease, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
                == IpcReceiveResult.Received)
            {
                Program.Answer($"has {Describe(buffer.WrittenSpan)}");
                lease!.Confirm();
                buffer.Clear();
            }

            return "closed";
        };
    }
}
