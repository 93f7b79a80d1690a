using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>
/// Some values arrive as the very object that the whole process has: a time zone, a culture, an encoding. What a message
/// puts around one must not be seen by others. Which these are is found out, not listed: what is given out twice, or
/// stands in a static field of the platform.
/// </summary>
public sealed class SharedObjectTests : IClassFixture<Engine>, IDisposable
{
    private const string Note = "IpcNote";
    private const string Name = "Some.Name";

    private static readonly BindingFlags s_statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Engine _engine;
    private readonly IpcMemory _live = IpcMemory.Create(64);
    private readonly List<byte[]> _samples;

    public SharedObjectTests(Engine engine)
    {
        _engine = engine;
        _samples = _engine.Inside(() => Samples.All(_live));
    }

    public void Dispose() => _live.Close();

    [Fact]
    public void There_is_a_sample_of_every_tag() =>
        Assert.Equal([], Samples.Tags.Except([MessageTag.Decorated, .. _samples.Select(Samples.TagOf)]));

    [Fact]
    public void What_is_put_around_a_value_is_seen_on_that_value_only()
    {
        HashSet<Type> shared = [];
        HashSet<MessageTag> decorated = [];
        foreach (byte[] sample in _samples.Where(sample => Samples.TagOf(sample) != MessageTag.Null))
        {
            object first = Bare(Decode(sample));
            PSObject arrived = Assert.IsType<PSObject>(Decode(Decorate(sample)));
            Assert.True(arrived.Properties[Note]?.Value is 5, $"{first.GetType()} arrives without what was added to it.");
            decorated.Add(Samples.TagOf(sample));

            // Whoever gets it after that, by a message or otherwise.
            object second = Bare(Decode(sample));
            bool isShared = ReferenceEquals(first, second) || IsStatic(first);
            foreach (object other in isShared ? [first, second, arrived.BaseObject] : (object[])[first, second])
            {
                PSObject seen = PSObject.AsPSObject(other);
                Assert.True(
                    seen.Properties[Note] is null && !seen.TypeNames.Contains(Name) && _engine.Inside(seen.ToString) != "forged",
                    $"What a message puts around a {first.GetType()} is seen by others.");
            }

            if (isShared)
            {
                shared.Add(first.GetType());
            }

            (second as IpcObject)?.Close();
            (first as IpcObject)?.Close();
            (arrived.BaseObject as IpcObject)?.Close();
        }

        // Found, or this has not looked.
        Type[] known = [typeof(DBNull), typeof(TimeZoneInfo), typeof(CultureInfo), typeof(PSCredential), System.Text.Encoding.Latin1.GetType()];
        Assert.Equal([], known.Except(shared));
        Assert.True(decorated.Count > 40, $"{decorated.Count} tags.");
    }

    [Fact]
    public void One_small_message_cannot_break_what_everybody_uses()
    {
        byte[] encoding = Message.Of(MessageTag.Decorated,
            [(byte)MessageTag.Encoding, .. Message.Varint(28591), 0, 0, (byte)MessageTag.Null, .. Message.Text("GetBytes"), 0xC9, (byte)MessageTag.End]);
        PSObject arrived = Assert.IsType<PSObject>(Decode(encoding));
        Assert.Equal(1, arrived.Properties["GetBytes"].Value);
        Assert.Equal((byte)120, _engine.Ask(null, "[Text.Encoding]::Latin1.GetBytes('x')"));
    }

    private object? Decode(byte[] message) => _engine.Inside(() => Samples.Encoding.Decode(message));

    private static object Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value!;

    // Around a decorated value as well.
    private static byte[] Decorate(byte[] sample) => Message.Of(
        MessageTag.Decorated,
        [.. sample.AsSpan(1), 1, 1, .. Message.Text(Name), .. Message.Text("forged"), .. Message.Text(Note), 0xC8 + 5, (byte)MessageTag.End]);

    /// <summary>Whether a static field of the assembly of its type, or of the runtime, has that object.</summary>
    private static bool IsStatic(object value)
    {
        if (value.GetType().IsValueType || value is string)
        {
            return false;
        }

        foreach (FieldInfo field in s_fields.Value)
        {
            if (field.FieldType.IsInstanceOfType(value) && ReferenceEquals(Read(field), value))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly Lazy<FieldInfo[]> s_fields = new(() =>
    [
        .. ((Assembly[])[typeof(object).Assembly, typeof(PSObject).Assembly, typeof(Uri).Assembly, typeof(System.Net.IPAddress).Assembly, typeof(PowerShellEncoding).Assembly])
            .SelectMany(static one => one.GetTypes()).Where(static type => !type.ContainsGenericParameters)
            .SelectMany(static type => type.GetFields(s_statics)).Where(static field => !field.FieldType.IsValueType && !field.IsLiteral && field.FieldType != typeof(object)),
    ]);

    private static object? Read(FieldInfo field)
    {
        try
        {
            return field.GetValue(null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }
}
