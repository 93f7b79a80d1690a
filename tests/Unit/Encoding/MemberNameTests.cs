using System.Management.Automation;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>Members by whose names a message could hide what the engine shows of every object.</summary>
public sealed class MemberNameTests : IClassFixture<Engine>
{
    private readonly Engine _engine;

    public MemberNameTests(Engine engine) => _engine = engine;

    [Theory]
    [InlineData("psobject", true)]
    [InlineData("PSBase", true)]
    [InlineData("psadapted", true)]
    [InlineData("psextended", true)]
    [InlineData("pstypenames", true)]
    [InlineData("GetType", false)]
    [InlineData("tostring", false)]
    [InlineData("Equals", false)]
    [InlineData("GetHashCode", false)]
    public void No_message_hides_what_every_object_has(string name, bool reserved)
    {
        byte[] property = [.. Message.Text(name), 0xC9, (byte)MessageTag.End];
        byte[] bare = Message.Of(MessageTag.CustomObject, property);
        byte[] bag = Message.Of(MessageTag.PropertyBag, [0, (byte)MessageTag.Null, .. property]);
        byte[] decorated = Message.Of(MessageTag.Decorated, [0xC9, 0, (byte)MessageTag.Null, .. property]);
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(decorated));
        foreach (byte[] message in (byte[][])[bare, bag])
        {
            if (reserved)
            {
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(message));
                continue;
            }

            // A custom object may have it, as that of ConvertFrom-Json has.
            object? arrived = _engine.Inside(() => Wire.Encoding.Decode(message));
            Assert.Equal($"{name}=1", _engine.Ask(arrived, "$object.psobject.Properties.ForEach{ \"$($_.Name)=$($_.Value)\" }"));
        }
    }

    [Fact]
    public void Who_gives_an_object_such_a_member_is_told()
    {
        PSObject custom = _engine.Get("[pscustomobject]@{ A = 1 }");
        custom.Properties.Add(new PSNoteProperty("psbase", 5), preValidated: true);
        IpcException error = _engine.Inside(() => Wire.Refused(custom));
        Assert.Equal(IpcError.NotSupported, error.Error);
        Assert.Contains("psbase", error.Message, StringComparison.Ordinal);
        // Not a small number: the engine has one object for each of those, which the whole process would see changed.
        PSObject number = _engine.Get("500500 | Add-Member GetType x -Force -PassThru");
        Assert.Contains("GetType", _engine.Inside(() => Wire.Refused(number)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_of_a_type_with_such_a_name_is_left_out()
    {
        PSObject arrived = _engine.Inside(() => Wire.RoundTrip<PSObject>(new Odd()));
        Assert.Equal(["Other"], arrived.Properties.Select(one => one.Name));
    }

    /// <summary>The last counts, as in the engine; and however many there are, it does not search for each.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    public void A_name_that_comes_again_replaces_the_value(int times)
    {
        List<byte> message = [MessageLimits.Version, (byte)MessageTag.CustomObject];
        for (int i = 0; i < times; i++)
        {
            message.AddRange([.. Message.Text($"name{i}"), 0xC9]);
        }

        for (int i = 0; i < times; i++)
        {
            message.AddRange([.. Message.Text($"NAME{times - 1}"), 0xCA]);
        }

        message.Add((byte)MessageTag.End);
        PSObject arrived = Assert.IsType<PSObject>(Wire.Encoding.Decode(message.ToArray()));
        Assert.Equal(times, arrived.Properties.Count());
        Assert.Equal(2, arrived.Properties[$"name{times - 1}"].Value);
    }

    public sealed class Odd
    {
        public int PSBase => 1;

        public int Other => 2;
    }
}
