using System.Collections;
using System.Management.Automation;
using Ipc.Commands;
using Ipc.Messages;
using Xunit;

namespace Ipc.Tests.Encoding;

public sealed class StreamRecordCodecTests
{
    private static T Send<T>(T record)
        where T : class
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        StreamRecordCodec.Write(record, Wire.Encoding, buffer);
        return StreamRecordCodec.Read<T>(buffer.Written, Wire.Encoding);
    }

    [Fact]
    public void Messages_arrive_as_their_records()
    {
        Assert.Equal("careful", Send(new WarningRecord("My.Id", "careful")).Message);
        Assert.Equal("My.Id", Send(new WarningRecord("My.Id", "careful")).FullyQualifiedWarningId);
        Assert.Equal("talk", Send(new VerboseRecord("talk")).Message);
        Assert.Equal("", Send(new DebugRecord("")).Message);
    }

    [Fact]
    public void Information_keeps_every_field()
    {
        InformationRecord record = new(new Hashtable { ["x"] = 1 }, "source")
        {
            TimeGenerated = new DateTime(2024, 2, 3, 4, 5, 6, DateTimeKind.Local),
            User = "somebody",
            Computer = "somewhere",
            ProcessId = 4_000_000_000,
            NativeThreadId = 12,
            ManagedThreadId = 13,
        };
        record.Tags.AddRange(["PSHOST", "two"]);

        InformationRecord arrived = Send(record);

        Assert.Equal(1, Assert.IsType<Hashtable>(arrived.MessageData)["x"]);
        Assert.Equal("source", arrived.Source);
        Assert.Equal(record.TimeGenerated, arrived.TimeGenerated);
        Assert.Equal(DateTimeKind.Local, arrived.TimeGenerated.Kind);
        Assert.Equal("somebody", arrived.User);
        Assert.Equal("somewhere", arrived.Computer);
        Assert.Equal(4_000_000_000, arrived.ProcessId);
        Assert.Equal(12u, arrived.NativeThreadId);
        Assert.Equal(13u, arrived.ManagedThreadId);
        Assert.Equal(["PSHOST", "two"], arrived.Tags);
    }

    [Fact]
    public void What_Write_Host_says_keeps_its_colours()
    {
        HostInformationMessage message = new() { Message = "hi", NoNewLine = true, ForegroundColor = ConsoleColor.Red, BackgroundColor = ConsoleColor.Black };
        HostInformationMessage arrived = Assert.IsType<HostInformationMessage>(Send(new InformationRecord(message, "s")).MessageData);
        Assert.Equal("hi", arrived.Message);
        Assert.True(arrived.NoNewLine);
        Assert.Equal(ConsoleColor.Red, arrived.ForegroundColor);
        Assert.Equal(ConsoleColor.Black, arrived.BackgroundColor);

        HostInformationMessage plain = Wire.RoundTrip<HostInformationMessage>(new HostInformationMessage { Message = "x" });
        Assert.Null(plain.NoNewLine);
        Assert.Null(plain.ForegroundColor);
    }

    [Fact]
    public void Information_about_what_cannot_be_sent_goes_as_text() =>
        Assert.Equal("System.IO.Stream+NullStream", Send(new InformationRecord(Stream.Null, "s")).MessageData);

    [Fact]
    public void Progress_keeps_every_field()
    {
        ProgressRecord record = new(7, "activity", "status")
        {
            ParentActivityId = 3,
            CurrentOperation = "operation",
            PercentComplete = 42,
            SecondsRemaining = 9,
            RecordType = ProgressRecordType.Completed,
        };
        ProgressRecord arrived = Send(record);
        Assert.Equal(record.ToString(), arrived.ToString());
        Assert.Equal(ProgressRecordType.Completed, arrived.RecordType);
        Assert.Equal("operation", arrived.CurrentOperation);
        Assert.Equal(3, arrived.ParentActivityId);

        ProgressRecord bare = Send(new ProgressRecord(0, "a", " "));
        Assert.Equal(-1, bare.PercentComplete);
        Assert.Null(bare.CurrentOperation);
    }

    [Fact]
    public void A_record_of_another_kind_is_an_error() =>
        Assert.Equal(
            IpcError.Corrupt,
            Assert.Throws<IpcException>(() => StreamRecordCodec.Read<WarningRecord>(Wire.Encoding.Encode(new DebugRecord("x")), Wire.Encoding)).Error);
}
