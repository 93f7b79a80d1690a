using System.IO.MemoryMappedFiles;

namespace Ipc.Tests.Fuzz;

/// <summary>How far the process that is fed has come, where it is seen although that process has crashed.</summary>
internal sealed class Progress : IDisposable
{
    private const int NumberAt = 0;
    private const int AcceptedAt = 8;
    private const int RefusedAt = 16;
    private const int Size = 24;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public Progress(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Size);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The number of the input that is being fed.</summary>
    public long Number
    {
        get => _view.ReadInt64(NumberAt);
        set => _view.Write(NumberAt, value);
    }

    /// <summary>Inputs that were taken as they were.</summary>
    public long Accepted
    {
        get => _view.ReadInt64(AcceptedAt);
        set => _view.Write(AcceptedAt, value);
    }

    /// <summary>Inputs that were refused with an error of ours.</summary>
    public long Refused
    {
        get => _view.ReadInt64(RefusedAt);
        set => _view.Write(RefusedAt, value);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
