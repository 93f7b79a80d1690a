using System.Management.Automation;
using Ipc.Commands;
using Xunit;

namespace Ipc.Tests.Encoding;

/// <summary>A message is data: reading one loads no type, runs nothing, and changes nothing that lives.</summary>
public sealed class HarmlessTests : IClassFixture<Engine>
{
    // Part of .NET, and used by nothing here: whoever loads it was told to by the message.
    private const string Unloaded = "System.Net.WebProxy";

    private static int s_touched;

    private readonly Engine _engine;

    public HarmlessTests(Engine engine) => _engine = engine;

    /// <summary>
    /// A message that names a type of an assembly which is not loaded, in every place where a message can name one.
    /// </summary>
    public static TheoryData<string, byte[]> Naming => new()
    {
        { "an enum", Message.Of(MessageTag.Enum, [.. Message.Text(Unloaded), .. Message.Text("System.Net.WebProxy"), .. Message.Text("x"), 0xC9]) },
        { "an enum, by full name", Message.Of(MessageTag.Enum, [.. Message.Text("System.Private.CoreLib"), .. Message.Text($"System.Net.WebProxy, {Unloaded}"), .. Message.Text("x"), 0xC9]) },
        { "a property bag", Message.Of(Bag($"System.Net.WebProxy, {Unloaded}")) },
        { "a deserialized bag", Message.Of(Bag($"Deserialized.System.Net.WebProxy, {Unloaded}")) },
        { "a wrapped value", Message.Of(Wrapped($"System.Net.WebProxy, {Unloaded}")) },
        { "a script's variable", Script($"[System.Net.WebProxy, {Unloaded}] $x = 1") },
        { "a script's parameter", Script($"param([System.Net.WebProxy, {Unloaded}] $x)") },
        { "a script's member", Script($"[System.Net.WebProxy, {Unloaded}]::new()") },
        { "a script's function", Script($"function f {{ [CmdletBinding()] param([System.Net.WebProxy, {Unloaded}] "
            + "$p) }") },
        { "a script's class", Script($"class C {{ [System.Net.WebProxy, {Unloaded}] $p }}") },
    };

    [Theory]
    [MemberData(nameof(Naming))]
    public void Naming_a_type_loads_nothing(string where, byte[] message)
    {
        Assert.DoesNotContain(Unloaded, Loaded());
        _engine.Inside(() => Wire.Encoding.Decode(message));
        Assert.False(Loaded().Contains(Unloaded), $"Naming a type in {where} loads its assembly.");
    }

    [Fact]
    public void Nothing_of_any_sample_loads_an_assembly_when_it_is_read()
    {
        byte[][] messages = [.. ((IEnumerable<object[]>)ScalarTests.Values).Concat(CollectionTests.Values).Select(row => Wire.Encoding.Encode(row[0]))];
        Decode();
        string[] before = Loaded();
        Decode();
        Assert.Equal(before, Loaded());

        void Decode()
        {
            foreach (byte[] message in messages)
            {
                _engine.Inside(() => Wire.Encoding.Decode(message));
            }
        }
    }

    [Fact]
    public void A_script_that_does_not_parse_is_found_out_by_who_runs_it()
    {
        ScriptBlock arrived = _engine.Inside(() => Assert.IsType<ScriptBlock>(Wire.Encoding.Decode(Script("if ("))));
        Assert.Equal("if (", arrived.ToString());
        Assert.Equal("IfStatementMissingCondition", _engine.Ask(arrived, "try { & $object } catch { "
            + "$_.FullyQualifiedErrorId }"));
    }

    [Fact]
    public void A_computed_property_is_read_by_who_sends_and_arrives_as_a_value()
    {
        PSObject made = _engine.Get("$global:runs = 0; $made = [pscustomobject]@{ A = 1 }; "
            + "$made.psobject.Properties.Add([psscriptproperty]::new('B', { $global:runs++; 'computed' })); $made");

        byte[] message = _engine.Inside(() => Wire.Encoding.Encode(made));
        object? after = _engine.Ask(null, "$global:runs");
        PSObject arrived = _engine.Inside(() => Assert.IsType<PSObject>(Wire.Encoding.Decode(message)));

        Assert.Equal(after, _engine.Ask(null, "$global:runs"));
        Assert.IsType<PSNoteProperty>(arrived.Properties["B"]);
        Assert.Equal("computed", arrived.Properties["B"].Value);
        Assert.Equal(after, _engine.Ask(null, "$global:runs"));
    }

    [Fact]
    public void No_setter_is_called_and_no_constructor()
    {
        byte[] message = Wire.Encoding.Encode(new WithSideEffects { Name = "x" });
        byte[] hostile = Message.Of(Bag(typeof(WithSideEffects).AssemblyQualifiedName!));
        s_touched = 0;

        PSObject arrived = _engine.Inside(() => Assert.IsType<PSObject>(Wire.Encoding.Decode(message)));
        PSObject forged = _engine.Inside(() => Assert.IsType<PSObject>(Wire.Encoding.Decode(hostile)));

        Assert.Equal(0, s_touched);
        Assert.Equal("x", arrived.Properties["Name"].Value);
        Assert.IsType<PSCustomObject>(forged.BaseObject);
    }

    [Fact]
    public void A_live_object_that_arrives_with_properties_keeps_its_own()
    {
        using IpcValue value = IpcValue.Create(41);
        PowerShellEncoding encoding = new(LiveObjects.Instance);
        byte[] live = encoding.Encode(value)[1..];

        // The value, with a property "Value" around it.
        byte[] message = Message.Of(MessageTag.Decorated, [.. live, 0, (byte)MessageTag.Null, .. Message.Text("Value"), 0xC9, (byte)MessageTag.End]);
        PSObject arrived = _engine.Inside(() => Assert.IsType<PSObject>(encoding.Decode(message)));

        IpcValue same = Assert.IsAssignableFrom<IpcValue>(arrived.BaseObject);
        Assert.Equal(41, same.GetValue());
        same.Close();
        Assert.Equal(41, value.GetValue());
    }

    private static byte[] Script(string text) => Message.Of(MessageTag.ScriptBlock, Message.Text(text));

    // Form 1: a list of type names, one; no text; no properties.
    private static byte[] Bag(string typeName) =>
        [(byte)MessageTag.PropertyBag, 1, 1, .. Message.Text(typeName), (byte)MessageTag.Null, (byte)MessageTag.End];

    private static byte[] Wrapped(string typeName) =>
        [(byte)MessageTag.Decorated, 0xC9, 1, 1, .. Message.Text(typeName), (byte)MessageTag.Null, (byte)MessageTag.End];

    private static string[] Loaded() =>
        [.. AppDomain.CurrentDomain.GetAssemblies().Select(one => one.GetName().Name!).Order(StringComparer.Ordinal)];

    public sealed class WithSideEffects
    {
        private string _name = "";

        public WithSideEffects() => s_touched++;

        public string Name
        {
            get => _name;
            set
            {
                s_touched++;
                _name = value;
            }
        }
    }
}
