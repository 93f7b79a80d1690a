using System.Collections.ObjectModel;
using System.Data;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>What the reader remembers of one message: its numbered containers and lists of type names.</summary>
internal sealed class DecodingSession
{
    private const int KeptCapacity = 4096;

    private readonly List<Collection<string>> _typeNames = [];
    private object[] _numbered = new object[32];

    /// <summary>What reading the message may cost. A message inside a message spends its outer one's.</summary>
    public DecodingBudget Budget { get; init; } = new();

    /// <summary>The assemblies that are loaded, looked up once for each message that asks.</summary>
    public Lazy<ILookup<string?, Assembly>> Loaded { get; private set; } = new(EnumShape.Loaded);

    /// <summary>The tables of the rows so far.</summary>
    public List<DataTable> Tables { get; } = [];

    /// <summary>How many messages this one is inside of.</summary>
    public int Nesting { get; init; }

    /// <summary>How many containers have a number.</summary>
    public int Count { get; private set; }

    /// <summary>Opens the live objects.</summary>
    public ILiveObjects Live { get; set; } = NoLiveObjects.Instance;

    /// <summary>Gives a container the next number.</summary>
    public void Add(object container)
    {
        if (Count == _numbered.Length)
        {
            Array.Resize(ref _numbered, Count * 2);
        }

        _numbered[Count++] = container;
    }

    /// <summary>The container of a number.</summary>
    public object Get(ulong number) =>
        number < (ulong)Count ? _numbered[number] : throw MessageError.Corrupt("it refers to a part that has not "
            + "come yet");

    /// <summary>From here on the number stands for the object around the container.</summary>
    public void Wrap(int number, object container, object wrapper)
    {
        if (number < Count && ReferenceEquals(_numbered[number], container))
        {
            _numbered[number] = wrapper;
        }
    }

    /// <summary>Gives a list of type names the next number.</summary>
    public void AddTypeNames(Collection<string> names) => _typeNames.Add(names);

    /// <summary>The list of a number.</summary>
    public Collection<string> GetTypeNames(ulong number) =>
        number < (ulong)_typeNames.Count ? _typeNames[(int)number] : throw MessageError.Corrupt("it refers to type names that have not come yet");

    /// <summary>Makes it ready for the next message, holding on to nothing.</summary>
    public void Clear()
    {
        if (_numbered.Length > KeptCapacity)
        {
            _numbered = new object[32];
        }
        else
        {
            Array.Clear(_numbered, 0, Count);
        }

        Count = 0;
        _typeNames.Clear();
        Tables.Clear();
        Live = NoLiveObjects.Instance;
        Budget.End();
        if (Loaded.IsValueCreated)
        {
            Loaded = new(EnumShape.Loaded);
        }
    }
}
