using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using Ipc.Commands;
using Ipc.Tests.Encoding;

namespace Ipc.Tests.Internals;

/// <summary>What arrives where the engine lacks what its messages are written and read with.</summary>
[Collection(FallbackCollection.Name)]
public sealed class EncodingFallbackTests(Encoding.Engine engine) : IClassFixture<Encoding.Engine>
{
    [Fact]
    public void A_script_block_is_refused_and_not_parsed()
    {
        const string Nowhere = "Ipc.Tests.Nowhere";
        const string Script = $"[{Nowhere}.Type, {Nowhere}] $x = 1";
        byte[] message = Message.Of(MessageTag.ScriptBlock, Message.Text(Script));
        List<string> asked = [];
        AppDomain.CurrentDomain.AssemblyResolve += Note;
        try
        {
            using (HiddenMembers.Of(DelayedParsing.Operation))
            {
                IpcException refusal =
                    engine.Inside(() => Assert.Throws<IpcException>(() => Wire.Encoding.Decode(message)));
                Assert.Equal(IpcError.NotSupported, refusal.Error);
                Assert.Contains("[scriptblock]::Create", refusal.Message, StringComparison.Ordinal);
            }

            engine.Inside(() => Wire.Encoding.Decode(message));
            Assert.Empty(asked);
            engine.Inside(() => ScriptBlock.Create(Script));
            Assert.NotEmpty(asked); // What parsing would have done.
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= Note;
        }

        System.Reflection.Assembly? Note(object? sender, ResolveEventArgs request)
        {
            if (request.Name.StartsWith(Nowhere, StringComparison.Ordinal))
            {
                asked.Add(request.Name);
            }

            return null;
        }
    }

    /// <remarks>With the names that tell: case in order, whether it arrives minding case.</remarks>
    [Theory]
    [InlineData(false, new[] { "Name", "other" }, false)]
    [InlineData(true, new[] { "Name", "other" }, true)]
    [InlineData(true, new[] { "name", "NAME" }, true)]
    [InlineData(true, new[] { "1", "2" }, false)]
    [InlineData(false, new string[0], false)]
    [InlineData(true, new string[0], false)]
    public void A_table_tells_by_its_keys_whether_it_minds_case(bool minds, string[] keys, bool arrivesMinding)
    {
        StringComparer? comparer = minds ? null : StringComparer.CurrentCultureIgnoreCase;
        Hashtable table = new(comparer);
        OrderedDictionary ordered = new(comparer);
        foreach (string key in keys)
        {
            table[key] = ordered[key] = key;
        }

        using HiddenMembers hidden = HiddenMembers.Of(HashtableComparer.Operation, OrderedDictionaryComparer.Operation);
        IDictionary[] all = [Wire.RoundTrip<Hashtable>(table), Wire.RoundTrip<OrderedDictionary>(ordered)];
        foreach (IDictionary arrived in all)
        {
            Assert.Equal(keys.Order(StringComparer.Ordinal), arrived.Keys.Cast<string>().Order(StringComparer.Ordinal));
            arrived["Added"] = 1;
            Assert.Equal(!arrivesMinding, arrived.Contains("ADDED"));
        }
    }

    /// <summary>Two keys that the culture tells apart and PowerShell does not.</summary>
    [Fact]
    public void No_two_keys_of_a_table_are_taken_for_one()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        using HiddenMembers hidden = HiddenMembers.Of(HashtableComparer.Operation, OrderedDictionaryComparer.Operation);
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("tr-TR");
            Hashtable table = new(StringComparer.CurrentCultureIgnoreCase) { ["ab"] = 0, ["i"] = 1, ["I"] = 2 };
            Assert.Equal(3, table.Count);
            Assert.Equal(2, Wire.RoundTrip<Hashtable>(table)["I"]);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_table_of_a_users_class_is_not_asked_for_keys()
    {
        using HiddenMembers hidden = HiddenMembers.Of(HashtableComparer.Operation);
        Hashtable arrived = (Hashtable)Wire.RoundTrip<PSObject>(new Unaskable { ["Name"] = 1 }).BaseObject;
        Assert.Equal(1, arrived["NAME"]);
    }

    [Fact]
    public void An_error_record_says_what_public_members_can()
    {
        ErrorRecord record = engine.Error("""
            function f { [CmdletBinding()] param() $PSCmdlet.WriteError($made) }
            $made = [Management.Automation.ErrorRecord]::new([IO.IOException]::new('bad'), 'Mine', 'ReadError', 5)
            f
            """);
        Assert.Equal("Mine,f", record.FullyQualifiedErrorId);
        record.ErrorDetails = new ErrorDetails("details") { RecommendedAction = "do this" };
        using HiddenMembers hidden = HiddenMembers.Of(RemoteRecords.Operation);

        ErrorRecord arrived = Wire.RoundTrip<ErrorRecord>(record);

        Assert.Equal(record.FullyQualifiedErrorId, arrived.FullyQualifiedErrorId);
        Assert.Equal(record.Exception.Message, arrived.Exception.Message);
        Assert.Equal(record.CategoryInfo.ToString(), arrived.CategoryInfo.ToString());
        Assert.Equal(record.TargetObject, arrived.TargetObject);
        Assert.Equal(("details", "do this"), (arrived.ErrorDetails.Message, arrived.ErrorDetails.RecommendedAction));
        Assert.Null(arrived.InvocationInfo);
        Assert.Null(Assert.IsType<RemoteException>(arrived.Exception).SerializedRemoteException);
    }

    [Fact]
    public void A_warning_arrives_without_its_position()
    {
        WarningRecord warning = Warning();
        Assert.NotNull(Wire.RoundTrip<WarningRecord>(warning).InvocationInfo);
        using HiddenMembers hidden = HiddenMembers.Of(RecordPositions.Operation);
        WarningRecord arrived = Wire.RoundTrip<WarningRecord>(warning);
        Assert.Equal("careful", arrived.Message);
        Assert.Null(arrived.InvocationInfo);
    }

    [Fact]
    public void A_reference_arrives_for_any_type()
    {
        PSObject made = engine.Get("[ref] [int] 5");
        Assert.Equal("PSReference`1", Wire.RoundTrip(made)!.GetType().Name);
        using HiddenMembers hidden = HiddenMembers.Of(TypedReferences.Operation);
        Assert.Equal(5, Wire.RoundTrip<PSReference>(made).Value);
    }

    [Fact]
    public void A_semantic_version_arrives_as_its_text()
    {
        PSObject made = engine.Get("[semver] '1.2.3-beta'");
        using HiddenMembers hidden = HiddenMembers.Of(SemanticVersionType.Operation);
        Assert.Equal("1.2.3-beta", Wire.RoundTrip(made));
    }

    [Fact]
    public void A_text_that_the_engine_remembers_is_sent()
    {
        object? made = PSSerializer.Deserialize(PSSerializer.Serialize(new FileInfo("/tmp/some-file.txt"), 2));
        using HiddenMembers hidden = HiddenMembers.Of(RememberedText.Reading, RememberedText.Writing);
        PSObject arrived = Wire.RoundTrip<PSObject>(made!);
        Assert.Equal("/tmp/some-file.txt", arrived.ToString());
        Assert.Equal("/tmp/some-file.txt", engine.Ask(arrived, "\"$object\""));
        Assert.Equal("/tmp/some-file.txt", Wire.RoundTrip<PSObject>(arrived).ToString());
    }

    /// <summary>That the public way of one step can follow the engine's own of another.</summary>
    [Fact]
    public void Type_names_arrive_whichever_of_their_members_is_there()
    {
        PSObject made = engine.Get("$made = [pscustomobject]@{ A = 1 }; $made.pstypenames.Insert(0, 'Mine'); $made");
        foreach (string member in HiddenMembers.NamesOf(ObjectTypeNames.Operation, SharedTypeNames.Operation))
        {
            using HiddenMembers hidden = HiddenMembers.Of(member);
            object?[] arrived = Wire.RoundTrip<object[]>(new object[] { made, made.Copy() });
            Assert.All(arrived, one => Assert.Equal(made.TypeNames, ((PSObject)one!).TypeNames));
        }
    }

    private WarningRecord Warning() => (WarningRecord)engine
        .Get("function f { [CmdletBinding()] param() $PSCmdlet.WriteWarning('careful') }; f 3>&1").BaseObject;

    private sealed class Unaskable : Hashtable
    {
        public override bool Contains(object key) => throw new InvalidOperationException();

        public override bool ContainsKey(object key) => throw new InvalidOperationException();
    }
}
