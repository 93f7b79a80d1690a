using System.Management.Automation;
using Ipc.Commands;
using Ipc.Messages;
using Xunit;

namespace Ipc.Tests.Encoding;

public sealed class ErrorRecordCodecTests : IClassFixture<Engine>
{
    private readonly Engine _engine;

    public ErrorRecordCodecTests(Engine engine) => _engine = engine;

    private static ErrorRecord Send(ErrorRecord record)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        ErrorRecordCodec.Write(record, Wire.Encoding, buffer);
        return ErrorRecordCodec.Read(buffer.Written, Wire.Encoding);
    }

    [Fact]
    public void A_record_keeps_all_it_says()
    {
        ErrorRecord record = new(new IOException("outer", new ArgumentException("inner")), "MyId", ErrorCategory.ReadError, "target")
        {
            ErrorDetails = new ErrorDetails("details") { RecommendedAction = "do this" },
        };
        record.CategoryInfo.Activity = "Get-Thing";
        record.CategoryInfo.Reason = "because";
        record.CategoryInfo.TargetName = "name";
        record.CategoryInfo.TargetType = "type";

        ErrorRecord arrived = Send(record);

        Assert.Equal("MyId", arrived.FullyQualifiedErrorId);
        Assert.Equal("outer", arrived.Exception.Message);
        Assert.Equal("target", arrived.TargetObject);
        Assert.Equal(record.CategoryInfo.ToString(), arrived.CategoryInfo.ToString());
        Assert.Equal(ErrorCategory.ReadError, arrived.CategoryInfo.Category);
        Assert.Equal("Get-Thing", arrived.CategoryInfo.Activity);
        Assert.Equal("because", arrived.CategoryInfo.Reason);
        Assert.Equal("name", arrived.CategoryInfo.TargetName);
        Assert.Equal("type", arrived.CategoryInfo.TargetType);
        Assert.Equal("details", arrived.ErrorDetails.Message);
        Assert.Equal("do this", arrived.ErrorDetails.RecommendedAction);
        Assert.Equal("details", arrived.ToString());
        Assert.Null(arrived.InvocationInfo);

        PSObject original = Assert.IsType<RemoteException>(arrived.Exception).SerializedRemoteException;
        Assert.Equal("Deserialized.System.IO.IOException", original.TypeNames[0]);
        Assert.Contains("Deserialized.System.Exception", original.TypeNames);
        PSObject inner = Assert.IsType<PSObject>(original.Properties["InnerException"].Value);
        Assert.Equal("Deserialized.System.ArgumentException", inner.TypeNames[0]);
        Assert.Equal("inner", inner.Properties["Message"].Value);
    }

    [Theory]
    [InlineData("throw 'thrown'")]
    [InlineData("function Inner { throw [InvalidOperationException]::new('bad') }\nfunction Outer { Inner }\nOuter")]
    [InlineData("1 / $null")]
    [InlineData("Get-Nothing -Here")]
    [InlineData("Get-Command nothing-like-it")]
    [InlineData("$ErrorActionPreference = 'Stop'\n  Get-Command nothing-like-it")]
    public void An_error_of_a_script_keeps_id_position_and_stack(string script)
    {
        ErrorRecord record = _engine.Error(script);

        ErrorRecord arrived = Send(record);

        Assert.Equal(record.FullyQualifiedErrorId, arrived.FullyQualifiedErrorId);
        Assert.Equal(record.Exception.Message, arrived.Exception.Message);
        Assert.Equal(record.CategoryInfo.ToString(), arrived.CategoryInfo.ToString());
        Assert.Equal(record.ScriptStackTrace, arrived.ScriptStackTrace);
        Assert.False(string.IsNullOrEmpty(arrived.ScriptStackTrace));
        Assert.Equal(record.InvocationInfo.ScriptLineNumber, arrived.InvocationInfo.ScriptLineNumber);
        Assert.Equal(record.InvocationInfo.OffsetInLine, arrived.InvocationInfo.OffsetInLine);
        Assert.Equal(record.InvocationInfo.Line, arrived.InvocationInfo.Line);
        Assert.Equal(record.InvocationInfo.MyCommand?.Name, arrived.InvocationInfo.MyCommand?.Name);
        Assert.Equal(record.InvocationInfo.PositionMessage.Split('\n')[0].Trim(), arrived.InvocationInfo.PositionMessage.Split('\n')[0].Trim());
        Assert.False(string.IsNullOrEmpty(arrived.InvocationInfo.PositionMessage));
    }

    [Fact]
    public void A_record_that_is_sent_on_is_still_told_by_its_first_exception()
    {
        ErrorRecord arrived = Send(Send(new ErrorRecord(new IOException("lost"), "Id", ErrorCategory.ReadError, null)));

        Assert.Equal("Deserialized.System.IO.IOException", ((RemoteException)arrived.Exception).SerializedRemoteException.TypeNames[0]);
        Assert.Equal("lost", arrived.Exception.Message);
        Assert.Equal("Id", arrived.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_target_that_cannot_be_sent_goes_as_text()
    {
        Assert.Equal("System.IO.Stream+NullStream", Send(new ErrorRecord(new IOException("x"), "Id", ErrorCategory.ReadError, Stream.Null)).TargetObject);
    }

    [Fact]
    public void A_record_that_is_its_own_target_comes_to_an_end()
    {
        object[] holder = new object[2];
        ErrorRecord record = new(new IOException("x"), "Id", ErrorCategory.ReadError, holder);
        holder[0] = record;
        holder[1] = record;

        ErrorRecord arrived = Send(record);

        object[] target = Assert.IsType<object[]>(arrived.TargetObject);
        Assert.IsType<ErrorRecord>(target[0]);
    }

    [Fact]
    public void A_record_among_other_values_is_a_real_record_too()
    {
        ErrorRecord arrived = Assert.IsType<ErrorRecord>(Wire.RoundTrip<object[]>(new object[] { new ErrorRecord(new IOException("x"), "Id", ErrorCategory.ReadError, 5) })[0]);
        Assert.Equal(5, arrived.TargetObject);
        Assert.Equal(IpcError.Corrupt, Assert.Throws<IpcException>(() => ErrorRecordCodec.Read(Wire.Encoding.Encode("no record"), Wire.Encoding)).Error);
    }

    [Fact]
    public void Fields_of_a_later_version_are_skipped()
    {
        byte[] message = Message.Of(MessageTag.ErrorRecord, [.. Message.Text("Id"), .. Message.Text("X"), .. Message.Text("Invented"), (byte)MessageTag.Array, 1, 0xC8, 0]);
        Assert.Equal("X", ErrorRecordCodec.Read(message, Wire.Encoding).FullyQualifiedErrorId);
    }
}
