using System.Buffers;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>Looking at what would be received next, which stays where it is.</summary>
internal sealed partial class MessagePort
{
    /// <summary>Waits for a message and copies it, and those behind it.</summary>
    /// <param name="list">Where from.</param>
    /// <param name="output">Empty; gets the copies.</param>
    /// <param name="most">How many to copy at the most.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it ended.</returns>
    public IpcReceiveResult TryPeek(
        MessageList list, PeekedMessages output, int most, Deadline deadline, CancellationToken cancellation)
    {
        Peeking taking = new(region, MayLease ? _leases : null, output, most);
        try
        {
            return Receive(list, ref taking, ForItems, deadline, cancellation);
        }
        finally
        {
            PassOn(list.Items); // A wake-up was meant for somebody who takes.
        }
    }

    private struct Peeking(Region region, LeaseLog? leases, PeekedMessages output, int most) : ITaking
    {
        // So often it looks again since messages refer to what is not open yet; then what was copied is enough.
        private const int MostRounds = 4;

        private int _round;
        private bool _isWhole;

        public readonly bool Takes => false;

        public readonly NextReferences? Next => null;

        public readonly MessageBuffer? Output => null;

        public readonly void Prepare() => output.Open();

        public int Take(MessageList list)
        {
            output.Clear();
            _isWhole = true;
            foreach (MessageList one in list.FromHighest())
            {
                if (!TryCopyReturned(one.Level) || !TryCopyWaiting(one))
                {
                    break;
                }
            }

            if (_isWhole && output.Count == 0 && leases is { } log && LeaseLog.ReturnedIn(log.Counts) > 0)
            {
                throw region.Corrupt("a message that was given back is not there");
            }

            return _isWhole || ++_round >= MostRounds ? output.Count : 0;
        }

        private bool TryCopyReturned(int level)
        {
            if (leases is not { } some || LeaseLog.ReturnedIn(some.Counts) == 0)
            {
                return true;
            }

            foreach (LeaseRecord record in some.All())
            {
                if (record.State.IsReturned && record.Level == level
                    && !TryCopy(some.ReferencesIn(record), record, some, static (log, from, to) => log.Copy(from, to)))
                {
                    return false;
                }
            }

            return true;
        }

        private bool TryCopyWaiting(MessageList list)
        {
            foreach (WaitingMessage message in list.Waiting())
            {
                if (list.IsLoan(message))
                {
                    return output.Count > 0 || !_isWhole
                        ? false
                        : throw new IpcException(
                            IpcError.NotSupported,
                            $"The next message of the {region.Describe()} is memory that is lent, which one process has at a time: "
                                + "it cannot be looked at. Receive it.");
                }

                if (!TryCopy(list.ReferencesIn(message), message, list, static (from, one, to) => from.Copy(one, to)))
                {
                    return false;
                }
            }

            return true;
        }

        // What comes behind one that cannot be copied yet is looked at only for what it refers to.
        private bool TryCopy<TMessage, TFrom>(
            ReadOnlySpan<byte> references, in TMessage message, TFrom from, Action<TFrom, TMessage, IBufferWriter<byte>> copy)
        {
            if (output.Count >= most || output.Bytes > LargestBatch)
            {
                return false;
            }

            _isWhole &= references.IsEmpty || output.Covers(references);
            if (_isWhole)
            {
                copy(from, message, output.Output);
                output.Add();
            }

            return true;
        }
    }
}
