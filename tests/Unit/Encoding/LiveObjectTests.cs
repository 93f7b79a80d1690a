using System.Collections;
using System.Management.Automation;
using Ipc.Commands;
using Xunit;

namespace Ipc.Tests.Encoding;

public sealed class LiveObjectTests
{
    private static readonly IpcReference s_reference = new(IpcKind.Pipe, "~a1b2", ulong.MaxValue - 5, 1);

    [Fact]
    public void A_live_object_is_found_anywhere_and_opened_on_arrival()
    {
        PowerShellEncoding encoding = new(new Live());
        PSObject custom = new();
        custom.Properties.Add(new PSNoteProperty("Pipe", new Thing(s_reference)));
        object value = new Hashtable
        {
            ["deep"] = new object[] { new List<object> { new PSObject(new Thing(s_reference)) }, custom, new Owner(new Thing(s_reference)) },
        };

        Hashtable arrived = Assert.IsType<Hashtable>(encoding.Decode(encoding.Encode(value)));

        object[] parts = (object[])arrived["deep"]!;
        Assert.Equal(new Opened(s_reference), ((List<object>)parts[0])[0]);
        Assert.Equal(new Opened(s_reference), ((PSObject)parts[1]).Properties["Pipe"].Value);
        Assert.Equal(new Opened(s_reference), ((PSObject)parts[2]).Properties["Part"].Value);
        Assert.Equal(new Opened(s_reference), encoding.Decode(encoding.Encode(new Thing(s_reference))));
    }

    [Fact]
    public void One_that_is_gone_says_so()
    {
        byte[] bytes = new PowerShellEncoding(new Live()).Encode(new Thing(s_reference));
        Live gone = new() { Gone = true };

        Assert.Equal(IpcError.NotFound, Assert.Throws<IpcException>(() => new PowerShellEncoding(gone).Decode(bytes)).Error);
        Assert.Equal(IpcError.NotSupported, Wire.ErrorOf(bytes));
    }

    [Fact]
    public void One_that_is_gone_does_not_cost_the_record_it_is_in()
    {
        byte[] bytes = new PowerShellEncoding(new Live()).Encode(new ErrorRecord(new IOException("lost"), "Id", ErrorCategory.ReadError, new Thing(s_reference)));

        ErrorRecord record = ErrorRecordCodec.Read(bytes, new PowerShellEncoding(new Live { Gone = true }));

        Assert.Equal("lost", record.Exception.Message);
        Assert.Null(record.TargetObject);
    }

    private sealed record Thing(IpcReference Reference) : IEnumerable
    {
        public IEnumerator GetEnumerator() => throw new InvalidOperationException("a live object is not a sequence");
    }

    private sealed record Opened(IpcReference Reference);

    public sealed class Owner(object part)
    {
        public object Part => part;
    }

    private sealed class Live : ILiveObjects
    {
        public bool Gone { get; init; }

        public bool TryGetReference(object value, out IpcReference reference)
        {
            reference = value is Thing thing ? thing.Reference : default;
            return value is Thing;
        }

        public object Open(IpcReference reference) =>
            Gone ? throw new IpcException(IpcError.NotFound, "gone") : new Opened(reference);
    }
}
