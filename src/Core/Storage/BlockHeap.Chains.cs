using System.Buffers;
using Ipc.Messages;

namespace Ipc.Storage;

/// <summary>What is larger than any block: chains of chunks. Inside the mutex, reading too.</summary>
internal sealed partial class BlockHeap
{
    /// <summary>Takes as many chunks as needed, chained, and writes bytes into them.</summary>
    /// <returns>The first chunk.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public uint TakeChain(ReadOnlySpan<byte> bytes)
    {
        long fromPool = ((bytes.Length + ChunkPool.ChunkRoom - 1L) / ChunkPool.ChunkRoom) - _idleCount.Value;
        if (fromPool > 0 && !Pool.TryReserve(fromPool * ChunkPool.ChunkRoom))
        {
            throw TooLarge();
        }

        uint first = TakeLink();
        uint last = first;
        try
        {
            for (int left = bytes.Length - ChunkPool.ChunkRoom; left > 0; left -= ChunkPool.ChunkRoom)
            {
                uint next = TakeLink();
                Pool.Next(last).Value = next + 1;
                last = next;
            }
        }
        catch
        {
            GiveBackChain(first);
            throw;
        }

        Pool.Write(first, ChunkPool.ChunkHeader, bytes);
        return first;
    }

    /// <summary>Copies what stands in a chain.</summary>
    public void ReadChain(uint first, int length, IBufferWriter<byte> output) =>
        Pool.Read(first, ChunkPool.ChunkHeader, Pool.CheckLength((uint)length), output);

    /// <summary>The first bytes of what stands in a chain, which are in its first chunk.</summary>
    public byte[] ReadFront(uint first, int length)
    {
        ArrayBufferWriter<byte> front = new();
        Pool.Read(first, ChunkPool.ChunkHeader, Pool.CheckLength((uint)length), front);
        return front.WrittenSpan.ToArray();
    }

    /// <summary>Gives a chain back: to the pool, or what was a slab to the heap.</summary>
    public void GiveBackChain(uint first)
    {
        uint steps = 0;
        for (uint next = first + 1; next != 0;)
        {
            uint chunk = next - 1;
            next = Pool.Next(chunk).Value;
            Pool.CheckSteps(++steps);
            switch (_region.Word(Pool.Offset(chunk) + KindAt).Value)
            {
                case Chained:
                    MakeIdle(chunk);
                    break;
                case 0:
                    Pool.GiveBack(chunk);
                    break;
                default:
                    throw _region.Corrupt($"chunk {chunk} is in a chain, and something else");
            }
        }
    }

    private uint TakeLink()
    {
        if (_idle.Value != 0)
        {
            uint chunk = PopIdle();
            _region.Word(ChunkAt(chunk) + KindAt).Value = Chained;
            _region.Word(ChunkAt(chunk) + NextAt).Value = 0;
            return chunk;
        }

        return Pool.TryTake(out uint taken) ? taken : throw TooLarge();
    }
}
