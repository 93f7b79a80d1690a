using System.Globalization;
using System.Management.Automation;
using System.Security;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>Messages of all kinds, and by which tag each begins.</summary>
internal static class Samples
{
    /// <summary>Tags that no message begins with.</summary>
    private static readonly MessageTag[] s_inside =
        [MessageTag.End, MessageTag.BackReference, MessageTag.Nested, MessageTag.ShortString, MessageTag.SmallInteger];

    public static PowerShellEncoding Encoding { get; } = new(LiveObjects.Instance, allowSecret: true);

    /// <summary>Every tag that a value may begin with, found in the format.</summary>
    public static IEnumerable<MessageTag> Tags => Enum.GetValues<MessageTag>().Except(s_inside);

    /// <summary>One value for each tag and more of those that the platform may give out again and again.</summary>
    public static List<byte[]> All(IpcMemory live)
    {
        List<byte[]> all = [.. CorpusTests.Recorded().Select(one => one.Bytes)];
        all.AddRange(((IEnumerable<object[]>)ScalarTests.Values).Concat(CollectionTests.Values).Select(row => Encoding.Encode(row[0])));
        all.AddRange(CultureInfo.GetCultures(CultureTypes.AllCultures).Append(CultureInfo.InvariantCulture).Select(one => Encoding.Encode(one)));
        all.AddRange(System.Text.Encoding.GetEncodings()
            .Where(one => EncodingShape.CanCross(one.GetEncoding())).Select(one => Encoding.Encode(one.GetEncoding())));
        all.AddRange(TimeZoneInfo.GetSystemTimeZones().Take(50).Append(TimeZoneInfo.Local).Append(TimeZoneInfo.Utc).Select(one => Encoding.Encode(one)));
        foreach (object one in (object[])
        [
            live, live.AsArray<int>(4, 2), PSCredential.Empty, new PSCredential("ann", new SecureString()), new SecureString(), new ErrorRecord(new IOException("x"), "Id", ErrorCategory.ReadError, 5),
            new WarningRecord("w"), new VerboseRecord("v"), new DebugRecord("d"), new InformationRecord(5, "source"), new HostInformationMessage { Message = "m" },
            new ProgressRecord(1, "a", "s"), System.Net.IPAddress.Loopback, System.Net.IPAddress.IPv6Loopback, System.Net.IPAddress.Any, System.Net.IPAddress.None,
            Array.Empty<object>(), Array.Empty<byte>(), Array.Empty<string>(), new List<object>(), new int[0, 0], new int[][] { [] }, Type.EmptyTypes,
            new System.Xml.XmlDocument(), string.Empty, ScriptBlock.Create(string.Empty), new System.Text.RegularExpressions.Regex("a"), new Version(0, 0),
            ActionPreference.Stop, DayOfWeek.Sunday, true, false, 0, -1, '\0', Guid.Empty, decimal.Zero, decimal.One, System.Numerics.BigInteger.One,
            SwitchParameter.Present, new System.Data.DataTable { Columns = { "a" } }.Rows.Add("x"), new Uri("about:blank"), "\ud800",
        ])
        {
            all.Add(Encoding.Encode(one));
        }

        return all;
    }

    /// <summary>The tag of a message, of the long form if it begins with a short one.</summary>
    public static MessageTag TagOf(byte[] message) => message[1] switch
    {
        >= (byte)MessageTag.SmallInteger => MessageTag.Int32,
        >= (byte)MessageTag.ShortString => MessageTag.String,
        byte tag => (MessageTag)tag,
    };
}
