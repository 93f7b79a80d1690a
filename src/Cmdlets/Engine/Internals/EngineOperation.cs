namespace Ipc.Commands;

/// <summary>
/// Something that is asked of the engine and not public there: what for, by which members, and what happens without
/// them.
/// </summary>
internal abstract class EngineOperation
{
    private protected EngineOperation(string name, string neededBy, string without, EngineMember[] members)
    {
        Name = name;
        NeededBy = neededBy;
        Without = without;
        Members = members;
    }

    /// <summary>What is done.</summary>
    public string Name { get; }

    /// <summary>Who needs it.</summary>
    public string NeededBy { get; }

    /// <summary>What happens where the engine has not all of its members, or has them with other types.</summary>
    public string Without { get; }

    /// <summary>By which members.</summary>
    public IReadOnlyList<EngineMember> Members { get; }

    /// <summary>Whether the engine's way is taken.</summary>
    public bool IsBound { get; protected set; }

    /// <summary>Makes the call anew, after what counts as missing has changed.</summary>
    public abstract void Bind();
}
