using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using Ipc.Commands;
using Ipc.Regions;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Encoding;

/// <summary>Secrets cross only when that is asked for, and never in clear.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Clear = "correct horse battery staple";

    private readonly PowerShellEncoding _allowing = new(NoLiveObjects.Instance, allowSecret: true);
    private readonly HostedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Refused_with_the_way_out_unless_allowed()
    {
        foreach (object secret in (object[])[Secret(), new PSCredential("ann", Secret())])
        {
            IpcException error = Wire.Refused(new object[] { 1, secret });
            Assert.Equal(IpcError.NotSupported, error.Error);
            Assert.Contains("'[1]'", error.Message, StringComparison.Ordinal);
            Assert.Contains("-AllowSecret", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<IpcException>(() => _allowing.Encode(new NetworkCredential("a", "b")));
    }

    [Fact]
    public void Allowed_it_arrives_as_what_it_was()
    {
        object?[] arrived = (object?[])_allowing.Decode(_allowing.Encode(
            new object[] { Secret(), new PSCredential("ann", Secret()), PSCredential.Empty, new SecureString(), new Holder(Secret()) }))!;
        Assert.Equal(Clear, Read(arrived[0]));
        Assert.Equal(("ann", Clear), (((PSCredential)arrived[1]!).UserName, ((PSCredential)arrived[1]!).GetNetworkCredential().Password));
        Assert.Same(PSCredential.Empty, arrived[2]);
        Assert.Equal("", Read(arrived[3]));
        Assert.Equal(Clear, Read(((PSObject)arrived[4]!).Properties["Secret"].Value));
    }

    [Fact]
    public void Never_the_same_bytes_twice_and_nothing_in_clear()
    {
        byte[] first = _allowing.Encode(Secret());
        byte[] second = _allowing.Encode(Secret());
        Assert.NotEqual(first, second);
        Assert.False(HasClear(first));
        Assert.True(HasClear(_allowing.Encode(Clear)));
    }

    [Fact]
    public void A_changed_bit_another_name_and_another_key_are_told()
    {
        byte[] message = _allowing.Encode(new PSCredential("ann", Secret()));
        for (int place = 2; place < message.Length; place++)
        {
            byte[] changed = [.. message];
            changed[place] ^= 1;
            IpcException error = Assert.Throws<IpcException>(() => _allowing.Decode(changed));
            Assert.True(error.Error is IpcError.Corrupt or IpcError.NotSupported or IpcError.FormatMismatch, $"{place}: {error.Message}");
        }

        byte[] otherKey = [.. message];
        otherKey[2 + 4] ^= 1; // Behind version, tag and name.
        Assert.Contains("IPC_KEY_FILE", Assert.Throws<IpcException>(() => _allowing.Decode(otherKey)).Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The very file is searched: while the message waits, while it is leased, and after it was taken.
    /// </summary>
    [Theory]
    [InlineData("Send-IpcQueue $args[0] $args[1] -AllowSecret", "$null = Receive-IpcQueue $args[0]")]
    [InlineData("Send-IpcQueue $args[0] @{ Deep = $args[1] } -AllowSecret; $script:lease = Receive-IpcQueue $args[0] "
        + "-Lease", "$script:lease | Confirm-IpcQueue")]
    public void Shared_memory_never_has_it_in_clear(string send, string receive)
    {
        IpcQueue queue = (IpcQueue)_shell.Get("New-IpcQueue")!;
        _shell.Run(send, queue, new PSCredential("ann", Secret()));
        Assert.False(HasClear(File.ReadAllBytes(queue.Region.Path)));
        _shell.Run(receive, queue);
        Assert.False(HasClear(File.ReadAllBytes(queue.Region.Path)));

        _shell.Run("Send-IpcQueue $args[0] $args[1]", queue, Clear); // The search does find it.
        Assert.True(HasClear(File.ReadAllBytes(queue.Region.Path)));
        queue.Close();
    }

    [Fact]
    public void A_worker_gets_it_and_gives_it_back_and_no_file_has_it_in_clear()
    {
        string clear = $"of this test alone {Guid.NewGuid()}";
        object? arrived = _shell.Get(
            """
            param($credential, $clear)
            $ready = New-IpcEvent
            $worker = Start-IpcWorker { param($secret, $ready) $secret; Set-IpcEvent $ready; ($using:credential).Password } -ArgumentList $credential, $ready -AllowSecret
            Wait-IpcEvent $ready
            # Other tests have larger ones, of which each would take seconds.
            $files = Get-IpcObject -Force -ErrorAction SilentlyContinue | ForEach-Object Path | Where-Object { (Get-Item $_ -ErrorAction Ignore).Length -lt 16MB }
            $wide = [Text.Encoding]::Latin1.GetString([Text.Encoding]::Unicode.GetBytes($clear))
            $found = @($files | Where-Object {
                    $text = try { [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($_)) } catch { '' }
                    $text.Contains($clear) -or $text.Contains($wide)
                }).Count
            $out = @($worker | Receive-IpcWorker -Wait)
            $worker | Remove-IpcWorker
            "$($files.Count -gt 1) $found $($out[0].GetNetworkCredential().Password -ceq $clear) $([Net.NetworkCredential]::new('', $out[1]).Password -ceq $clear)"
            """,
            new PSCredential("ann", Secret(clear)),
            clear);
        Assert.Equal("True 0 True True", arrived);
    }

    [Fact]
    public void The_key_is_made_once_and_must_be_the_users_alone()
    {
        string folder = Directory.CreateTempSubdirectory("ipc-key-").FullName;
        try
        {
            string path = "";
            for (int round = 0; round < 100; round++)
            {
                // At once, as processes that start together would.
                path = Path.Combine(folder, $"below{round}", "key");
                byte[][] ids = new byte[4][];
                using Barrier together = new(ids.Length);
                Thread[] makers = [.. Enumerable.Range(0, ids.Length).Select(i => new Thread(() =>
                {
                    together.SignalAndWait();
                    ids[i] = SecretKey.At(path).Id;
                }))];
                Array.ForEach(makers, maker => maker.Start());
                Array.ForEach(makers, maker => maker.Join());
                Assert.All(ids, id => Assert.Equal(ids[0], id));
                Assert.Equal(["key"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
            }

            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Equal(IpcError.AccessDenied, Assert.Throws<IpcException>(() => SecretKey.At(path)).Error);
            string link = Path.Combine(folder, "link");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.CreateSymbolicLink(link, path);
            Assert.Equal(IpcError.AccessDenied, Assert.Throws<IpcException>(() => SecretKey.At(link)).Error);
            File.WriteAllBytes(path, [1, 2, 3]);
            Assert.Equal(IpcError.AccessDenied, Assert.Throws<IpcException>(() => SecretKey.At(path)).Error);
            Assert.Equal(IpcError.NotSupported, Assert.Throws<IpcException>(() => SecretKey.At("/proc/none/key")).Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SecureString Secret(string text = Clear)
    {
        SecureString secret = new();
        foreach (char unit in text)
        {
            secret.AppendChar(unit);
        }

        return secret;
    }

    private static string Read(object? secret) =>
        new NetworkCredential("", Assert.IsType<SecureString>(secret)).Password;

    private static bool HasClear(byte[] bytes) => bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Clear)) >= 0
        || bytes.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(Clear)) >= 0;

    public sealed class Holder(SecureString secret)
    {
        public SecureString Secret => secret;
    }
}
