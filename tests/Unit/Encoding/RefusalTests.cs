using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Net;
using System.Security;
using Ipc.Commands;
using Xunit;

namespace Ipc.Tests.Encoding;

public sealed class RefusalTests
{
    [Fact]
    public void The_message_names_the_path_to_what_cannot_be_sent()
    {
        PSObject person = new();
        person.Properties.Add(new PSNoteProperty("Password", new SecureString()));
        Hashtable argument = new() { ["Items"] = new object[] { 1, 2, 3, person } };

        IpcException error = Wire.Refused(argument);

        Assert.Equal(IpcError.NotSupported, error.Error);
        Assert.Contains("'Items[3].Password'", error.Message, StringComparison.Ordinal);
        Assert.Contains("SecureString", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_go_through_every_kind_of_container()
    {
        using MemoryStream stream = new();
        (object Value, string Path)[] cases =
        [
            (new List<object> { 1, stream }, "'[1]'"),
            (new ArrayList { stream }, "'[0]'"),
            (new Dictionary<string, object> { ["a b"] = stream }, "'['a b']'"),
            (new Dictionary<int, object> { [7] = stream }, "'[7]'"),
            (new System.Collections.Specialized.OrderedDictionary { ["Key"] = stream }, "'Key'"),
            (new HashSet<object> { stream }, "'[0]'"),
            (new object[,] { { 1, stream } }, "'[1]'"),
            (new SortedList { ["Key"] = stream }, "'Key'"),
            (new Queue(new object[] { stream }), "'[0]'"),
            (new PSObject[] { new(stream) }, "'[0]'"),
        ];
        foreach ((object value, string path) in cases)
        {
            Assert.Contains(path + " cannot be sent", Wire.Refused(value).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Handles_and_secrets_are_refused()
    {
        using CancellationTokenSource source = new();
        using ManualResetEvent wait = new(false);
        object[] values =
        [
            new SecureString(), new PSCredential("x", new SecureString()), new NetworkCredential("a", "b"), Stream.Null, new Action(() => { }),
            Thread.CurrentThread, Task.CompletedTask, (nint)5, (nuint)5, source, wait, wait.SafeWaitHandle, TextReader.Null, TextWriter.Null,
        ];
        foreach (object value in values)
        {
            IpcException error = Wire.Refused(value);
            Assert.Equal(IpcError.NotSupported, error.Error);
            Assert.StartsWith("The object cannot be sent: it is a ", error.Message, StringComparison.Ordinal);
            Assert.Equal(error.Message, Wire.Refused(new PSObject(value)).Message);
        }
    }

    [Fact]
    public void What_cannot_cross_is_text_among_the_properties_of_another_object()
    {
        PSObject arrived = Wire.RoundTrip<PSObject>(new Holder { Handle = (nint)17, Callback = Console.WriteLine });
        Assert.Equal("17", arrived.Properties["Handle"].Value);
        Assert.Contains("Action", Assert.IsType<string>(arrived.Properties["Callback"].Value), StringComparison.Ordinal);

        // Never what is in it: the name of its type.
        PSObject keeper = Wire.RoundTrip<PSObject>(new Holder { Secret = new SecureString() });
        Assert.Equal("System.Security.SecureString", keeper.Properties["Secret"].Value);
    }

    [Fact]
    public void After_a_refusal_the_encoding_works_as_before()
    {
        object[] shared = [1];
        for (int i = 0; i < 20; i++)
        {
            Wire.Refused(new object[] { shared, new object[] { Stream.Null } });
            Assert.Equal(new object[] { 1 }, Wire.RoundTrip<object[]>(shared));
        }
    }

    [Fact]
    public void Depth_is_bounded_and_said_so()
    {
        foreach (int levels in new[] { 1, 499, 500, 501, 502, 100_000 })
        {
            Assert.Equal(levels, Depth(Wire.RoundTrip(Nest(levels))));
        }

        IpcException error = Wire.Refused(Nest(150_000));
        Assert.Equal(IpcError.NotSupported, error.Error);
        Assert.Contains("120,000 levels", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 400, error.Message);
    }

    [Fact]
    public void Depth_never_ends_the_stack_however_small()
    {
        object deep = Nest(499);
        byte[] bytes = Wire.Encoding.Encode(deep);
        byte[] hostile = Message.Repeat(1_000_000, [(byte)MessageTag.Array, 1], 1);
        Exception? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    Assert.ThrowsAny<IpcException>(() => Wire.Encoding.Decode(hostile));
                    _ = Record.Exception(() => Wire.Encoding.Decode(bytes)) is null or IpcException ? 0 : throw new InvalidOperationException();
                    _ = Record.Exception(() => Wire.Encoding.Encode(deep)) is null or IpcException ? 0 : throw new InvalidOperationException();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static object Nest(int levels)
    {
        object value = "core";
        for (int i = 0; i < levels; i++)
        {
            value = (i % 3) switch
            {
                0 => new object[] { value },
                1 => new Hashtable { ["k"] = value },
                _ => Custom(value),
            };
        }

        return value;
    }

    private static PSObject Custom(object value)
    {
        PSObject custom = new();
        custom.Properties.Add(new PSNoteProperty("k", value));
        return custom;
    }

    private static int Depth(object? value)
    {
        int depth = 0;
        while (value is not "core")
        {
            depth++;
            value = value switch
            {
                object[] array => array[0],
                Hashtable table => table["k"],
                PSObject custom => custom.Properties["k"].Value,
                _ => throw new InvalidOperationException(),
            };
        }

        return depth;
    }

    public sealed class Holder
    {
        public nint Handle { get; init; }

        public Action? Callback { get; init; }

        public SecureString? Secret { get; init; }

        public Process? Nothing { get; init; }
    }
}
