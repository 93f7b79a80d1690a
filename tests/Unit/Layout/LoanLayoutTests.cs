using Ipc.Messages;
using Ipc.Regions;
using Ipc.Tests.Core;

namespace Ipc.Tests.Layout;

/// <summary>The byte offsets of what is lent, as <see cref="LayoutTests"/>.</summary>
public sealed class LoanLayoutTests
{
    [Fact]
    public void Loans()
    {
        Assert.Equal([4032, 4044, 32, 1023, 24], [LoanTable.At, LoanTable.OutAt, LoanEntry.Size, LoanTable.PerChunk, LoanTicket.Size]);
        Assert.Equal(0x8000_0000, MessageList.LoanMark);
        using IpcQueue queue = IpcQueue.Create(encoding: new PlainBytes());
        Region region = queue.Region;
        Assert.True(region.Bytes(LoanTable.At, 64).IndexOfAnyExcept((byte)0) < 0);
        IpcLoan loan = queue.Loan(100);
        loan.AsSpan().Fill(7);
        loan.Send();

        const int Table = 36_864 + 32_768; // The second chunk: the list has the first.
        const int Record = 36_864 + 16;
        Assert.Equal([2u, 1, 0, 0], new[] { region.Word(4032).Value, region.Word(4036).Value, region.Word(4040).Value, region.Word(4044).Value });
        Assert.Equal(1ul, region.Long(4048).Value); // The last number.
        Assert.Equal(2ul << 32, region.Long(Table + 32).Value); // In the queue,
        Assert.Equal([2u, 1], new[] { region.Word(Table + 40).Value, region.Word(Table + 44).Value }); // one chunk, the third one,
        Assert.Equal(1ul, region.Long(Table + 48).Value); // and its number.
        Assert.Equal([24u, 0x8000_0000, 0, 0], Enumerable.Range(0, 4).Select(i => region.Word(Record + (4 * i)).Value));
        Assert.Equal([1ul, 100], new[] { region.Long(Record + 16).Value, region.Long(Record + 24).Value });
        Assert.Equal(7, region.Bytes(36_864 + (2 * 32_768), 100)[99]);

        IpcLoan received = (IpcLoan)queue.Receive()!;
        Assert.Equal((3ul << 32) | region.Me, region.Long(Table + 32).Value);
        Assert.Equal(1u, region.Word(4044).Value);
        received.Dispose();
        Assert.Equal([0u, 1, 0], new[] { region.Word(Table + 36).Value, region.Word(4040).Value, region.Word(4044).Value });
        Assert.Equal([3u, 1], new[] { region.Word(2048 + ChunkPool.RunAt).Value, region.Word(2048 + ChunkPool.RunChunksAt).Value });
        Assert.Equal((2064, 2068), (2048 + ChunkPool.RunAt, 2048 + ChunkPool.RunChunksAt));
        Assert.Equal(1u, region.Word(36_864 + (2 * 32_768) + 4).Value); // The length of the free run.
        using IpcLoan next = queue.Loan(1);
        Assert.Equal((1ul << 32) | region.Me, region.Long(Table + 32).Value);
    }
}
