using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using Ipc.Commands;
using Xunit;

namespace Ipc.Tests.Encoding;

public class PSObjectTests : IClassFixture<Engine>
{
    private readonly Engine _engine;

    public PSObjectTests(Engine engine) => _engine = engine;

    private object? Send(string script)
    {
        PSObject made = _engine.Get(script);
        return _engine.Inside(() => Wire.RoundTrip(made));
    }

    [Fact]
    public void A_custom_object_keeps_order_names_and_nesting()
    {
        object? arrived = Send("[pscustomobject]@{ Zulu = 1; alpha = 'two'; Mike = [pscustomobject]@{ Inner = 1.5, "
            + "$null } }");

        Assert.Equal("Zulu,alpha,Mike", _engine.Ask(arrived, "$object.psobject.Properties.Name -join ','"));
        Assert.Equal("System.Management.Automation.PSCustomObject,System.Object", _engine.Ask(arrived, "$object.pstypenames -join ','"));
        Assert.Equal(true, _engine.Ask(arrived, "$object.Mike.Inner[0] -eq 1.5 -and $null -eq $object.Mike.Inner[1] "
            + "-and $object.Mike.Inner.Count -eq 2"));
        Assert.Equal("@{Zulu=1; alpha=two; Mike=}", _engine.Ask(arrived, "\"$object\""));
        Assert.Equal(5, _engine.Ask(arrived, "$object.Zulu = 5; $object.ZULU"));
        Assert.Equal("3A", Convert.ToHexString(Wire.Encoding.Encode(_engine.Get("[pscustomobject]@{ a = 1 }")))[2..4]);
    }

    [Fact]
    public void Members_that_arrive_can_be_reached_from_call_sites_that_ran_before()
    {
        // By hand, since making the object with the engine would tell the call sites of the name.
        object? arrived = Wire.Encoding.Decode(Message.Of(MessageTag.CustomObject, [.. Message.Text("Sudden"), .. Message.Text("here"), 0]));

        object?[] items = [_engine.Get("[pscustomobject]@{ Other = 1 }"), "text", arrived];
        Assert.Equal("||here", _engine.Ask(items, "@(foreach ($item in $object) { $item.Sudden }) -join '|'"));
        object?[] more = [_engine.Get("[pscustomobject]@{ Sudden = 1 }"), arrived];
        Assert.Equal("set|set", _engine.Ask(more, "@(foreach ($item in $object) { $item.Sudden = 'set'; $item.Sudden "
            + "}) -join '|'"));
        Assert.Equal("Sudden", _engine.Ask(arrived, "$object.psobject.Properties['sudden'].Name"));
    }

    [Fact]
    public void Type_names_of_ones_own_are_kept_as_they_are()
    {
        PSObject arrived = Assert.IsType<PSObject>(Send("[pscustomobject]@{ PSTypeName = 'My.Thing'; A = 1 }"));

        Assert.Equal("My.Thing", arrived.TypeNames[0]);
        Assert.Equal(1, arrived.Properties["A"].Value);
        Assert.Single(arrived.Properties);
    }

    [Fact]
    public void Computed_properties_arrive_as_what_they_were()
    {
        PSObject arrived = Assert.IsType<PSObject>(Send("""
            $made = [pscustomobject]@{ Base = 20 }
            $made.psobject.Properties.Add([psscriptproperty]::new('Twice', { $this.Base * 2 }))
            $made.psobject.Properties.Add([psaliasproperty]::new('Other', 'Base'))
            $made.psobject.Properties.Add([psscriptproperty]::new('Fails', { throw 'no' }))
            $made.psobject.Methods.Add([psscriptmethod]::new('Run', { 1 }))
            $made
            """));

        Assert.Equal(40, PSObject.AsPSObject(arrived.Properties["Twice"].Value).BaseObject);
        Assert.Equal(20, arrived.Properties["Other"].Value);
        Assert.All(arrived.Properties, property => Assert.IsType<PSNoteProperty>(property));
        Assert.Null(arrived.Properties["Fails"]);
        Assert.Null(arrived.Methods["Run"]);
    }

    [Theory]
    [InlineData("'text'")]
    [InlineData("42")]
    [InlineData("@(1, 'two')")]
    [InlineData("[guid]::Empty")]
    [InlineData("@{ k = 1 }")]
    public void Members_added_to_a_value_arrive_around_the_same_value(string value)
    {
        PSObject made = _engine.Get($"$made = [psobject]::AsPSObject(({value})); "
            + "$made.psobject.Properties.Add([psnoteproperty]::new('Extra', 'note')); $made.pstypenames.Insert(0, "
            + "'My.Value'); , $made");

        PSObject arrived = Wire.RoundTrip<PSObject>(made);

        Assert.True(Wire.Same(made.BaseObject, arrived.BaseObject));
        Assert.Equal("note", arrived.Properties["Extra"].Value);
        Assert.Equal("My.Value", arrived.TypeNames[0]);
    }

    [Fact]
    public void A_wrapper_without_anything_of_its_own_is_taken_off()
    {
        Assert.IsType<string>(Wire.RoundTrip(new PSObject("text")));
        Assert.IsType<Hashtable>(Wire.RoundTrip(new PSObject(new Hashtable())));
        Assert.IsType<int>(Wire.RoundTrip<object[]>(new object[] { new PSObject((object)1) })[0]);
        Assert.Equal(Wire.Encoding.Encode("text"), Wire.Encoding.Encode(new PSObject(new PSObject("text"))));
    }

    [Fact]
    public void A_wrapped_value_that_holds_itself_arrives_as_a_cycle()
    {
        PSObject number = new((object)5);
        number.Properties.Add(new PSNoteProperty("Me", number));
        PSObject arrived = Wire.RoundTrip<PSObject>(number);
        Assert.True(ReferenceEquals(arrived, arrived.Properties["Me"].Value));

        PSObject list = new(new object[] { 1 });
        list.Properties.Add(new PSNoteProperty("Note", 1));
        object?[] twice = Wire.RoundTrip<object[]>(new object[] { list, list });
        Assert.True(ReferenceEquals(twice[0], twice[1]));
    }

    [Fact]
    public void Members_added_to_what_arrived_do_not_appear_on_what_arrives_later()
    {
        object?[] parts = [0, 5, true, false, "", Array.Empty<object>(), Array.Empty<byte>(), Array.Empty<string>(), 300L];
        foreach (object? part in Wire.RoundTrip<object[]>(parts))
        {
            PSObject.AsPSObject(part).Properties.Add(new PSNoteProperty("Stain", 1));
        }

        Assert.All(Wire.RoundTrip<object[]>(parts), part => Assert.Null(PSObject.AsPSObject(part).Properties["Stain"]));
    }

    [Fact]
    public void An_enum_of_another_assembly_keeps_members_added_to_it()
    {
        PSObject made = new(ScalarTests.Flavour.Sweet);
        made.Properties.Add(new PSNoteProperty("Note", 1));

        PSObject arrived = Wire.RoundTrip<PSObject>(made);

        Assert.Equal(1, arrived.Properties["Note"].Value);
        Assert.Equal("Sweet", arrived.ToString());
        Assert.StartsWith("Deserialized.", arrived.TypeNames[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_block_arrives_and_has_not_run()
    {
        PSObject made = _engine.Get("{ param($x) $global:ran = 1; $x * 2 }");

        ScriptBlock arrived = _engine.Inside(() => Wire.RoundTrip<ScriptBlock>(made));

        Assert.Equal(made.BaseObject.ToString(), arrived.ToString());
        Assert.Equal(42, _engine.Ask(arrived, "if ($global:ran) { throw 'ran' }; & $object 21"));
    }

    [Theory]
    [InlineData("using module X")]
    [InlineData(" # hello\n<# c #> USING <# d #> assembly '/tmp/x.dll'")]
    [InlineData("using namespace System; using module X")]
    [InlineData("using`\n module X")]
    public void A_script_block_that_would_load_code_is_refused(string text) =>
        Assert.Equal(IpcError.NotSupported, Wire.ErrorOf(Message.Of(MessageTag.ScriptBlock, Message.Text(text))));

    [Theory]
    [InlineData("using namespace System.IO\n[Path]")]
    [InlineData("usingmodule X")]
    [InlineData("# using module X\n1")]
    [InlineData("$x = 1 # then using module Y")]
    public void Other_script_blocks_are_not(string text) =>
        Assert.Equal(text, _engine.Inside(() => Wire.RoundTrip<ScriptBlock>(ScriptBlock.Create(text)).ToString()));

    [Fact]
    public void Any_other_object_arrives_as_the_property_bag_Start_Job_gives()
    {
        FileInfo file = new("/tmp/some-file.txt");
        PSObject expected = PSObject.AsPSObject(PSSerializer.Deserialize(PSSerializer.Serialize(file, 2)));

        PSObject arrived = _engine.Inside(() => Wire.RoundTrip<PSObject>(file));

        Assert.Equal(expected.TypeNames, arrived.TypeNames);
        Assert.Equal(expected.ToString(), arrived.ToString());
        foreach (PSPropertyInfo property in expected.Properties)
        {
            Assert.NotNull(arrived.Properties[property.Name]);
            Assert.Equal(property.Value?.ToString(), arrived.Properties[property.Name].Value?.ToString());
        }

        Assert.Equal("/tmp/some-file.txt", _engine.Ask(arrived, "\"$object\""));
    }

    [Fact]
    public void What_lies_deeper_than_the_depth_is_text()
    {
        Nested nested = new("a", new Nested("b", new Nested("c", new Nested("d", null))));

        PSObject top = Wire.RoundTrip<PSObject>(nested);
        PSObject second = Assert.IsType<PSObject>(top.Properties["Child"].Value);
        Assert.Equal("nested c", second.Properties["Child"].Value);
        Assert.Equal("nested a", top.ToString());

        PSObject shallow = Assert.IsType<PSObject>(new PowerShellEncoding(depth: 1).Decode(new PowerShellEncoding(depth: 1).Encode(nested)));
        Assert.Equal("nested b", shallow.Properties["Child"].Value);
        Assert.Equal("nested a", new PowerShellEncoding(depth: 0).Decode(new PowerShellEncoding(depth: 0).Encode(nested)));
    }

    [Fact]
    public void A_getter_that_throws_is_left_out()
    {
        PSObject arrived = Wire.RoundTrip<PSObject>(new Grumpy());

        Assert.Equal("fine", arrived.Properties["Good"].Value);
        Assert.Null(arrived.Properties["Bad"]);
    }

    [Fact]
    public void A_bag_can_be_sent_on_and_stays_what_it_is()
    {
        PSObject once = Wire.RoundTrip<PSObject>(new Grumpy());
        PSObject twice = Wire.RoundTrip<PSObject>(once);

        Assert.Equal(once.TypeNames, twice.TypeNames);
        Assert.Equal(once.ToString(), twice.ToString());
        Assert.Equal("fine", twice.Properties["Good"].Value);
    }

    [Fact]
    public void An_exception_arrives_as_a_record_of_it()
    {
        PSObject arrived = Wire.RoundTrip<PSObject>(new InvalidOperationException("outer", new ArgumentException("inner")));

        Assert.Equal("Deserialized.System.InvalidOperationException", arrived.TypeNames[0]);
        Assert.Equal("outer", arrived.Properties["Message"].Value);
        PSObject inner = Assert.IsType<PSObject>(arrived.Properties["InnerException"].Value);
        Assert.Equal("inner", inner.Properties["Message"].Value);
    }

    [Fact]
    public void Processes_and_tuples_of_other_types_arrive_as_bags()
    {
        Assert.Equal(2, Wire.RoundTrip<PSObject>(Tuple.Create(DayOfWeek.Friday, 2)).Properties["Item2"].Value);
        using Process process = Process.GetCurrentProcess();
        PSObject arrived = _engine.Inside(() => Wire.RoundTrip<PSObject>(process));
        Assert.Equal(Environment.ProcessId, arrived.Properties["Id"].Value);
        Assert.Equal("Deserialized.System.Diagnostics.Process", arrived.TypeNames[0]);
    }

    [Fact]
    public void Type_data_of_the_session_is_followed()
    {
        PSObject arrived = _engine.Inside(() => Wire.RoundTrip<PSObject>(new Special()));
        Assert.Equal(["Only"], arrived.Properties.Select(property => property.Name));
        Assert.Equal("picked", arrived.Properties["Only"].Value);
        Assert.Equal("as text", _engine.Inside(() => Wire.RoundTrip(new Texty())));
    }

    [Fact]
    public void A_property_that_sends_something_itself_does_not_disturb_the_message_it_is_in()
    {
        object[] shared = [1];
        object?[] arrived = Wire.RoundTrip<object[]>(new object[] { shared, new Chatty(), shared, new object[] { 2 } });

        Assert.Equal(Wire.Encoding.Encode(new object[] { new Hashtable(), "inner" }), ((PSObject)arrived[1]!).Properties["Sent"].Value);
        Assert.True(ReferenceEquals(arrived[0], arrived[2]));
        Assert.Equal(new object[] { 2 }, Assert.IsType<object[]>(arrived[3]));
    }

    public sealed record Nested(string Name, Nested? Child)
    {
        public override string ToString() => "nested " + Name;
    }

    public sealed class Grumpy
    {
        private readonly string _good = "fine";

        public string Good => _good;

        public string Bad => throw new InvalidOperationException(_good);
    }

    public sealed class Special
    {
        private readonly string _good = "fine";

        public string Good => _good;
    }

    public sealed class Texty
    {
        public override string ToString() => "as text";
    }

    public sealed class Chatty
    {
        private readonly object[] _message = [new Hashtable(), "inner"];

        public byte[] Sent => Wire.Encoding.Encode(_message);
    }
}
