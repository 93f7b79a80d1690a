using Ipc.Commands;
using Ipc.Tests.Shapes;
using System.Management.Automation;

namespace Ipc.Tests.Encoding;

/// <summary>
/// Messages as they were once written, with what they held: a later version reads them as well, or refuses them as of
/// another version, but never as something else. With <c>IPC_WRITE_DOCS=1</c> messages of new kinds are added; what
/// stands there is never written anew.
/// </summary>
public sealed class CorpusTests : IClassFixture<Engine>
{
    private const int Longest = 4000;

    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "Unit", "Encoding");
    private static readonly string s_file = Path.Combine(s_folder, "Corpus", $"v{MessageLimits.Version}.txt");

    private readonly Engine _engine;

    public CorpusTests(Engine engine) => _engine = engine;

    /// <summary>Name, bytes and facts of each recorded message.</summary>
    internal static IEnumerable<(string Name, byte[] Bytes, string Facts)> Recorded() => File.ReadAllText(s_file)
        .Split("\n# ", StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part.Contains('\n', StringComparison.Ordinal))
        .Select(part => part.TrimStart('#', ' ').TrimEnd('\n').Split('\n', 3))
        .Select(lines => (lines[0], Convert.FromHexString(lines[1]), lines[2]));

    [Fact]
    public void Recorded_messages_still_hold_what_they_held()
    {
        if (Environment.GetEnvironmentVariable("IPC_WRITE_DOCS") == "1")
        {
            Record();
        }

        int count = 0;
        foreach ((string name, byte[] bytes, string facts) in Recorded())
        {
            string found = _engine.Inside(() => Facts(Wire.Encoding.Decode(bytes)));
            Assert.True(facts == found, $"{name}: recorded\n{facts}\nfound\n{found}");
            count++;
        }

        Assert.True(count > 100, $"{count} messages are recorded.");
    }

    [Fact]
    public void Recorded_messages_cut_anywhere_are_corrupt()
    {
        foreach ((string name, byte[] bytes, _) in Recorded())
        {
            for (int length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 100))
            {
                Exception? failure = _engine.Inside(() => Xunit.Record.Exception(() => Wire.Encoding.Decode(bytes.AsSpan(0, length))));
                Assert.True(failure is IpcException { Error: IpcError.Corrupt }, $"{name}, {length} bytes: {failure}");
            }
        }
    }

    private static string Facts(object? value) =>
        Shape.Text(value is null ? null : PSObject.AsPSObject(value), typesOnly: false);

    private void Record()
    {
        HashSet<string> known = File.Exists(s_file) ? [.. Recorded().Select(one => one.Name)] : [];
        string cases = $". '{Path.Combine(s_folder, "Objects", "cases.ps1")}'";
        string names = (string)_engine.Get($"@({cases}).Where{{ $_.Name -and -not ($_.Types -or $_.Live -or "
            + "$_.Secret) -and $_.Name -notmatch 'MiB|AutomationNull|local|secure|cred|exception' }.Name -join \"`n\"").BaseObject;
        foreach (string name in names.Split('\n'))
        {
            PSObject? value = _engine.Get($"$case = @({cases}).Where{{ $_.Name -ceq "
                + $"'{name.Replace("'", "''", StringComparison.Ordinal)}' }}[0]; $value = & $case.Value; , $value");
            byte[] bytes = _engine.Inside(() => Wire.Encoding.Encode(value));
            if (bytes.Length <= Longest && known.Add(name))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(s_file)!);
                File.AppendAllText(s_file, $"# {name}\n{Convert.ToHexString(bytes)}\n{_engine.Inside(() => Facts(Wire.Encoding.Decode(bytes)))}\n");
            }
        }
    }
}
