using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a block of bytes that processes share.</summary>
/// <remarks>
/// <para>The bytes are used in place, as what they are taken for: $memory.AsArray('double') is an array over them
/// (with an offset and a number of elements, if they follow: $memory.AsArray('int', 4096, 10)), $memory.AsStream() a
/// stream for all that reads or writes streams. $memory.ToArray(), .CopyTo($bytes, offset) and .CopyFrom($bytes,
/// offset) copy; .CopyFromFile('data.bin') and .CopyToFile('data.bin') read and write files without a copy in between;
/// .Fill(0) sets all.</para>
/// <para>A view of it can be handed to another process, as the memory itself can: it arrives as a view of the same
/// bytes. Nothing but a single element is atomic: where several must change together, use Use-IpcLock with the
/// memory, which carries a recursive lock.</para>
/// </remarks>
/// <example>
/// <para>A worker fills half of the numbers</para>
/// <code>$memory = New-IpcMemory 1MB
/// $numbers = $memory.AsArray('double')
/// Start-IpcWorker { param($n) foreach ($i in 0..999) { $n[$i] = [Math]::Sqrt($i) } } -ArgumentList $numbers | Wait-IpcWorker
/// $numbers[0..3]</code>
/// <para>The worker, another process, writes into the very same memory; the caller prints 0, 1, 1.414, 1.732.</para>
/// </example>
/// <example>
/// <para>A file, read once for all workers</para>
/// <code>$data = New-IpcMemory -Path ./model.bin
/// 1..8 | Invoke-IpcParallel { $bytes = $using:data; $bytes.Size }</code>
/// <para>The file is read straight into shared memory; no worker has a copy of it.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcMemory", SupportsShouldProcess = true, DefaultParameterSetName = "Size")]
[OutputType(typeof(IpcMemory))]
public sealed class NewIpcMemoryCommand : NewIpcObjectCommand
{
    /// <summary>
    /// How many bytes there are, such as 4096 or 64MB. With -InitialValue or -Path it can be left out, or be larger: the
    /// other bytes are zero.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Size")]
    [Parameter(Position = 0, ParameterSetName = "InitialValue")]
    [Parameter(Position = 0, ParameterSetName = "Path")]
    [ValidateRange(1, IpcMemory.MaximumSize)]
    [Alias("Length")]
    public long Size { get; set; }

    /// <summary>
    /// By which any process of the same user can reach the memory. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the memory is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 1)]
    public override string? Name { get; set; }

    /// <summary>The first bytes: numbers from 0 to 255, or an array of other numbers, whose bytes are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InitialValue")]
    public object InitialValue { get; set; } = null!;

    /// <summary>The file whose content it has at first. It is read once; later changes of either do not reach the other.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    private protected override object? Target => Name ?? (object?)Path ?? Size;

    private protected override IpcSpec Spec() => ParameterSetName switch
    {
        "InitialValue" => new IpcMemorySpec { Size = Size, Initial = Bytes() },
        "Path" => new IpcMemorySpec { Size = Size, Path = ExistingFile() },
        _ => new IpcMemorySpec { Size = Size },
    };

    private byte[] Bytes()
    {
        object bare = ElementConversion.Bare(InitialValue)!;
        Array given = bare is Array { Rank: 1 } array && array.GetType().GetElementType()!.IsPrimitive
            ? array
            : InitialElements.Of(bare, typeof(byte));
        byte[] bytes = new byte[Buffer.ByteLength(given)];
        Buffer.BlockCopy(given, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private string ExistingFile()
    {
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        return File.Exists(path)
            ? path
            : throw new IpcException(
                IpcError.NotFound, $"There is no file '{path}'. Give one that exists with -Path, or only a -Size.");
    }
}
