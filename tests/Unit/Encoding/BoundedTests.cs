using System.Collections;
using System.Management.Automation;
using System.Xml;
using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Encoding;

/// <summary>
/// Objects that hang, lie or go on for ever: an error in time, or what there is of them; never a half message.
/// </summary>
public sealed class BoundedTests
{
    private const int VeryDeep = 100_000;

    // Called by a script, on whose thread it counts. A Pester test waits as long as a user would.
    private static readonly Action s_hurry = () => Bounded.Patience = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("a property 'Never'")]
    [InlineData("a ToString")]
    [InlineData("a sequence")]
    [InlineData("no end")]
    [InlineData("a dictionary")]
    public void What_never_returns_is_refused_by_name(string what)
    {
        // Made here and not handed to the test: the runner would look at its arguments, and hang.
        object value = what switch
        {
            "a property 'Never'" => new NeverReturning(),
            "a ToString" => new NeverPrinting(),
            "a sequence" => Waiting(),
            "no end" => Counting(),
            _ => new WaitingDictionary(),
        };
        IpcException? error = null;
        Thread thread = new(() =>
        {
            Bounded.Patience = TimeSpan.FromSeconds(1);
            error = Wire.Refused(new object[] { 1, value });
        });
        thread.Start();
        Assert.True(thread.Join(HostedShell.Watchdog), "It hangs.");
        Assert.Equal(IpcError.NotSupported, error!.Error);
        Assert.StartsWith("'[1]' cannot be sent", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_never_returns_is_stopped_and_nothing_is_sent()
    {
        using HostedShell shell = new();
        IpcQueue queue = (IpcQueue)shell.Get("$global:queue = New-IpcQueue; $queue")!;
        ErrorRecord error = shell.Fails(
            "IpcNotSupported",
            ErrorCategory.NotImplemented,
            "$args[0].Invoke(); $o = [pscustomobject]@{ A = 1 }; "
                + "$o.PSObject.Properties.Add([psscriptproperty]::new('Never', { while ($true) { } })); "
                + "Send-IpcQueue $queue $o; 'goes on'",
            s_hurry);
        Assert.Contains("'Never'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, queue.Count);
        Assert.Equal(7, shell.Get("Send-IpcQueue $queue 7; Receive-IpcQueue $queue"));
    }

    [Fact]
    public void Scripts_that_return_are_read_where_they_belong() => Assert.Equal(
        ["40", "", "40"],
        SentByScript("""
            $queue = New-IpcQueue
            $script:twice = 2
            $o = [pscustomobject]@{ A = 20 }
            $o.PSObject.Properties.Add([psscriptproperty]::new('Twice', { $this.A * $script:twice }))
            $o.PSObject.Properties.Add([psscriptproperty]::new('Throws', { throw 'no' }))
            $o.PSObject.Properties.Add([psaliasproperty]::new('Other', 'Twice'))
            Send-IpcQueue $queue $o
            $arrived = Receive-IpcQueue $queue
            "$($arrived.Twice)"; "$($arrived.Throws)"; "$($arrived.Other)"
            """));

    [Fact]
    public void A_script_deep_inside_an_object_with_others_is_stopped_as_well()
    {
        using HostedShell shell = new();
        IpcQueue queue = (IpcQueue)shell.Get("$global:queue = New-IpcQueue; $queue")!;
        ErrorRecord error = shell.Fails(
            "IpcNotSupported",
            ErrorCategory.NotImplemented,
            """
            $args[0].Invoke()
            $inner = [pscustomobject]@{ A = 1 }
            $inner.PSObject.Properties.Add([psscriptproperty]::new('Never', { while ($true) { } }))
            $outer = [pscustomobject]@{ A = 1 }
            $outer.PSObject.Properties.Add([psscriptproperty]::new('Returns', { 1 }))
            $outer.PSObject.Properties.Add([psnoteproperty]::new('Inner', $inner))
            Send-IpcQueue $queue $outer
            """,
            s_hurry);
        Assert.Contains("'Never'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_script_may_send_something_itself() => Assert.Equal(
        ["5", "6 again"],
        SentByScript("""
            $queue = New-IpcQueue
            $o = [pscustomobject]@{ A = 1 }
            $o.PSObject.Properties.Add([psscriptproperty]::new('Sends', { $o2 = [pscustomobject]@{ B = 5 }
                $o2.PSObject.Properties.Add([psscriptproperty]::new('C', { $this.B })); Send-IpcQueue $queue $o2; 6 }))
            $o.PSObject.Properties.Add([psscriptproperty]::new('Again', { 'again' }))
            Send-IpcQueue $queue $o
            $first, $second = Receive-IpcQueue $queue -Count 2 -Timeout 30
            "$($first.C)"; "$($second.Sends) $($second.Again)"
            """));

    private static IEnumerable<string> SentByScript(string script)
    {
        using HostedShell shell = new();
        Action patient = () => Bounded.Patience = HostedShell.Watchdog; // Its thread may have been in a hurry before.
        return [.. shell.Run("$args[0].Invoke()\n" + script, patient).Select(line => $"{line}")];
    }

    [Fact]
    public void A_count_that_lies_is_not_believed()
    {
        foreach (int count in new[] { -1, 0, 1, 1_000_000_000 })
        {
            Assert.Equal(new object[] { "a", "b" }, ((ArrayList)Wire.RoundTrip<PSObject>(new LyingCollection(count)).BaseObject).ToArray());
            Assert.Equal(["k"], ((Hashtable)Wire.RoundTrip<PSObject>(new LyingDictionary(count)).BaseObject).Keys.Cast<string>());
        }
    }

    [Fact]
    public void A_property_that_throws_is_left_out() => Assert.Equal(
        ["Fine"], Wire.RoundTrip<PSObject>(new Throwing()).Properties.Select(property => property.Name));

    [Fact]
    public void Xml_too_deep_for_its_reader_is_refused_by_its_writer()
    {
        XmlDocument document = new();
        XmlNode outermost = document.CreateElement("a");
        for (int i = 0; i < VeryDeep; i++)
        {
            XmlNode around = document.CreateElement("a");
            around.AppendChild(outermost); // From the inside out: appending goes through all that is above.
            outermost = around;
        }

        document.AppendChild(outermost);

        Assert.Equal(IpcError.NotSupported, Wire.Refused(document).Error);
        XmlDocument fits = new();
        fits.LoadXml(string.Concat(Enumerable.Repeat("<a>", 250)) + "<b/><b/>" + string.Concat(Enumerable.Repeat("</a>", 250)));
        Assert.Equal(fits.OuterXml, Wire.RoundTrip<XmlDocument>(fits).OuterXml);
    }

    private static IEnumerable<int> Waiting()
    {
        yield return 1;
        Thread.Sleep(-1);
        yield return 2;
    }

    private static IEnumerable<int> Counting()
    {
        while (true)
        {
            yield return 1;
        }
    }

    public sealed class NeverReturning
    {
        public int Fine => 1;

        public int Never
        {
            get
            {
                Thread.Sleep(-1);
                return 1;
            }
        }
    }

    public sealed class NeverPrinting
    {
        public override string ToString()
        {
            Thread.Sleep(-1);
            return "";
        }
    }

    public sealed class Throwing
    {
        public int Fine => 1;

        public int Throws => throw new InvalidOperationException("no");
    }

    private sealed class WaitingDictionary : Hashtable
    {
        public override IDictionaryEnumerator GetEnumerator()
        {
            Thread.Sleep(-1);
            return base.GetEnumerator();
        }
    }

    private sealed class LyingCollection(int count) : ICollection
    {
        public int Count => count;

        public bool IsSynchronized => false;

        public object SyncRoot => this;

        public void CopyTo(Array array, int index) => throw new InvalidOperationException("not asked for");

        public IEnumerator GetEnumerator() => new[] { "a", "b" }.GetEnumerator();
    }

    private sealed class LyingDictionary(int count) : Hashtable(new Hashtable { ["k"] = 1 })
    {
        public override int Count => count;
    }
}
