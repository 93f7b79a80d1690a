using System.Collections;
using System.Management.Automation;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>
/// Data that are nested deeper than any stack. Not beside other tests: each collection of the heap walks the deep
/// stack, so that they would slow each other down thirty times.
/// </summary>
[Collection(nameof(DepthTests))]
[CollectionDefinition(nameof(DepthTests), DisableParallelization = true)]
public sealed class DepthTests
{
    // A stack of eight megabytes has long ended.
    [Fact]
    public void Many_levels_never_end_the_stack_whatever_they_are_made_of() => NeverEndTheStack(30_000);

    // Collections of the heap walk the stack, so that three times the depth takes nine times as long.
    [Fact]
    [Trait("Category", "Soak")]
    public void A_hundred_thousand_levels_never_end_the_stack_whatever_they_are_made_of() => NeverEndTheStack(100_000);

    private static void NeverEndTheStack(int levels)
    {
        Func<object, object>[] nests =
        [
            value => new object[] { value },
            value => new List<object> { value },
            value => new ArrayList { value },
            value => new Hashtable { ["k"] = value },
            value => new System.Collections.Specialized.OrderedDictionary { ["k"] = value },
            value => new Dictionary<string, object> { ["k"] = value },
            value => new SortedList { ["k"] = value },
            value => new HashSet<object> { value },
            value => new Queue(new[] { value }),
            value => new Stack<object>([value]),
            value => Tuple.Create(value),
            value => new PSReference(value),
            value => new PSObject[] { new(value) },
            value => Note(new PSObject(), value),
            value => Note(new PSObject(5), value),
            value => new ErrorRecord(new IOException(), "Id", ErrorCategory.ReadError, value),
        ];
        foreach (Func<object, object> nest in nests)
        {
            object deep = "core";
            for (int i = 0; i < levels; i++)
            {
                deep = nest(deep);
            }

            AssertArrivesOrRefused(deep);
        }

        Exception inner = new IOException("innermost");
        Linked chain = new(null);
        for (int i = 0; i < levels; i++)
        {
            inner = new IOException("outer", inner);
            chain = new Linked(chain);
        }

        Assert.True(Record.Exception(() => Wire.Encoding.Encode(chain)) is null); // Cut by the depth of unknown objects.
        AssertArrivesOrRefused(Flat(inner));
    }

    private static void AssertArrivesOrRefused(object deep)
    {
        Exception? failure = Record.Exception(() => Assert.IsNotType<string>(Wire.Encoding.Decode(Wire.Encoding.Encode(deep))));
        Assert.True(failure is null or IpcException { Error: IpcError.NotSupported }, $"{deep.GetType()}: {failure}");
    }

    [Fact]
    public void A_million_levels_are_refused()
    {
        byte[][] parts =
        [
            [(byte)MessageTag.Array, 1], [(byte)MessageTag.Hashtable, 0, 1], [(byte)MessageTag.ErrorRecord, 0x81, 0x41],
        ];
        foreach (byte[] part in parts)
        {
            Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Repeat(1_000_000, part, 1)));
        }
    }

    // ToString of an exception goes through all inner ones by itself, so it is not asked for one.
    private static Hashtable Flat(Exception exception)
    {
        Hashtable table = [];
        Hashtable at = table;
        for (Exception? one = exception; one is not null; one = one.InnerException)
        {
            Hashtable next = new() { ["Message"] = one.Message };
            at["Inner"] = next;
            at = next;
        }

        return table;
    }

    private static PSObject Note(PSObject target, object value)
    {
        target.Properties.Add(new PSNoteProperty("k", value));
        return target;
    }

    public sealed class Linked(Linked? next)
    {
        public Linked? Next => next;
    }
}
