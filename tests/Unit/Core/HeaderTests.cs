using System.Net.Sockets;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>What the second opener finds: whatever stands in the file, it gets a clear error or the object.</summary>
public sealed class HeaderTests
{
    private const string Name = "header-test";

    private static string File => Path.Combine(TestHome.Path, Name);

    public static TheoryData<string, int, int> Fields => new()
    {
        { "magic", RegionLayout.MagicAt, 8 },
        { "version", RegionLayout.VersionAt, 4 },
        { "kind", RegionLayout.KindAt, 4 },
        { "flags", RegionLayout.FlagsAt, 4 },
        { "checksum", RegionLayout.ChecksumAt, 4 },
        { "instance", RegionLayout.InstanceAt, 8 },
        { "parameters", RegionLayout.ParametersAt, 32 },
        { "created", RegionLayout.CreatedAt, 8 },
        { "creator", RegionLayout.CreatorAt, 4 },
        { "name length", RegionLayout.NameLengthAt, 2 },
        { "name", RegionLayout.NameAt, RegionLayout.LongestName },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Every_flipped_bit_of_a_field_that_never_changes_is_noticed(string field, int at, int length)
    {
        WithFile((page, _) =>
        {
            for (int bit = 0; bit < length * 8; bit++)
            {
                page[at + (bit / 8)] ^= (byte)(1 << (bit % 8));
                IpcError expected = field is "magic" or "version" ? IpcError.FormatMismatch : IpcError.Corrupt;
                Assert.Equal(expected, new RegionHeader(page).Check(File, page.Length)?.Error);
                page[at + (bit / 8)] ^= (byte)(1 << (bit % 8));
            }

            page[at] ^= 0x10;
            System.IO.File.WriteAllBytes(File, page);
            Assert.Contains(
                Eventually.ErrorOf(() => IpcLock.Open(Name)), new IpcError?[] { IpcError.FormatMismatch, IpcError.Corrupt });
            Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcLock.Create(Name)));
        });
    }

    [Theory]
    [InlineData(RegionLayout.StateAt)]
    [InlineData(RegionLayout.SlotLimitAt)]
    [InlineData(RegionLayout.SizeAt)]
    [InlineData(RegionLayout.SizeAt + 4)]
    public void A_changing_field_that_makes_no_sense_is_noticed(int at) => WithFile((page, _) =>
    {
        page[at + 1] ^= 0x70;
        System.IO.File.WriteAllBytes(File, page);
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcLock.Open(Name)));
    });

    [Fact]
    public void The_version_is_named_when_it_differs() => WithFile((page, _) =>
    {
        page[RegionLayout.VersionAt] = 7;
        System.IO.File.WriteAllBytes(File, page);
        IpcException e = Assert.Throws<IpcException>(() => IpcLock.Open(Name));
        Assert.Equal(IpcError.FormatMismatch, e.Error);
        Assert.Contains("version 7", e.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(79)]
    [InlineData(4095)]
    public void A_file_cut_off_is_noticed(int length) => WithFile((page, _) =>
    {
        System.IO.File.WriteAllBytes(File, page[..length]);
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcLock.Open(Name)));
    });

    [Fact]
    public void A_queue_cut_off_behind_its_header_is_noticed()
    {
        using IpcQueue queue = IpcQueue.Create(name: "cut", persistent: true);
        string path = queue.Region.Path;
        queue.Close();
        using (FileStream file = new(path, FileMode.Open))
        {
            file.SetLength(RegionLayout.PageSize);
        }

        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcQueue.Open("cut")));
        System.IO.File.Delete(path);
    }

    [Fact]
    public void A_file_that_grew_is_no_trouble() => WithFile((page, _) =>
    {
        System.IO.File.WriteAllBytes(File, [.. page, .. new byte[100_000]]);
        using IpcLock opened = IpcLock.Open(Name);
        opened.Enter();
        opened.Exit();
    });

    [Fact]
    public void Noise_of_any_length_is_an_error() => WithFile((_, random) =>
    {
        for (int i = 0; i < 300; i++)
        {
            byte[] noise = new byte[random.Next(0, 10_000)];
            random.NextBytes(noise);
            if (i % 2 == 0 && noise.Length > 12)
            {
                BitConverter.TryWriteBytes(noise, RegionLayout.Magic);
                BitConverter.TryWriteBytes(noise.AsSpan(8), RegionLayout.Version);
            }

            System.IO.File.WriteAllBytes(File, noise);
            Assert.Contains(
                Eventually.ErrorOf(() => IpcLock.Open(Name)), new IpcError?[] { IpcError.FormatMismatch, IpcError.Corrupt });
        }
    });

    [Fact]
    public void A_folder_in_its_place_is_an_error() =>
        InItsPlace(() => Directory.CreateDirectory(File), () => Directory.Delete(File));

    [Fact]
    public void A_link_in_its_place_is_an_error() => InItsPlace(
        () => System.IO.File.CreateSymbolicLink(File, "/etc/passwd"), () => System.IO.File.Delete(File));

    [Fact]
    public void A_pipe_in_its_place_is_an_error() => InItsPlace(
        () => Assert.Equal(0, FileOwner.MakePipe(File)), () => System.IO.File.Delete(File));

    [Fact]
    public void A_socket_in_its_place_is_an_error() => InItsPlace(
        () =>
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(File + "-bound"));
            System.IO.File.Move(File + "-bound", File); // .NET takes away the name that it has bound.
        },
        () => System.IO.File.Delete(File));

    [Fact]
    public void A_file_that_others_can_read_is_refused() => WithFile((page, _) =>
    {
        System.IO.File.WriteAllBytes(File, page);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => IpcLock.Open(Name)));
    });

    [Fact]
    public void A_copy_of_another_object_is_refused()
    {
        using IpcLock original = IpcLock.Create("original");
        System.IO.File.Copy(original.Region.Path, File);
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcLock.Open(Name)));
        System.IO.File.Delete(File);
    }

    [Fact]
    public void A_damaged_pool_of_chunks_is_an_error_for_everybody_and_hangs_nobody()
    {
        using IpcQueue queue = IpcQueue.Create();
        queue.Region.Word(RegionLayout.PayloadAt).Value = 1_000_000;
        queue.Region.Word(RegionLayout.MutexAt).Value = 0x7000 | 57; // Its owner "died": the next one repairs.
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => queue.TrySendBytes([1], TimeSpan.FromSeconds(5))));
        }
    }

    private static void InItsPlace(Action make, Action delete)
    {
        make();
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcLock.Open(Name)));
        Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcLock.Create(Name)));
        delete();
    }

    // A persistent lock's file that nobody has open, and what stands in it.
    private static void WithFile(Action<byte[], Random> test)
    {
        using (IpcLock made = IpcLock.Create(Name, persistent: true))
        {
        }

        try
        {
            test(System.IO.File.ReadAllBytes(File), new Random(1));
        }
        finally
        {
            System.IO.File.Delete(File);
        }
    }
}
