using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>What the workers of a pool run for one call, and with what.</summary>
internal sealed class CallScript
{
    public string Script { get; init; } = "";

    public string? Begin { get; init; }

    public string? End { get; init; }

    public object?[] Arguments { get; init; } = [];

    /// <summary>What the $using: expressions of all blocks stand for, by the engine's own key.</summary>
    public Hashtable Using { get; init; } = [];

    public CarriedDefinitions Carried { get; init; } = new();

    public bool KeepsState { get; init; }

    public string Location { get; init; } = "";

    public int Depth { get; init; } = PowerShellEncoding.DefaultDepth;

    public bool AllowSecret { get; init; }

    /// <summary>Statements that run first, such as those that set preferences.</summary>
    public string Preamble { get; init; } = "";

    /// <summary>What it was given by the caller, by the names that the caller knows.</summary>
    public IEnumerable<(string Name, object? Value)> Given => UsingExpressions.WithNames(Using)
        .Concat(Carried.Named)
        .Prepend((Name: "ArgumentList", Value: Arguments));

    // The names stand in messages of refused arguments.
    public Hashtable ToMessage() => new()
    {
        ["Script"] = Script,
        ["Begin"] = Begin,
        ["End"] = End,
        ["ArgumentList"] = Arguments,
        ["Using"] = Using,
        ["Carried"] = Carried.ToMessage(),
        ["KeepState"] = KeepsState,
        ["Location"] = Location,
        ["Depth"] = Depth,
        ["AllowSecret"] = AllowSecret,
        ["Preamble"] = Preamble,
    };

    public static CallScript FromMessage(object? message)
    {
        Hashtable fields = CarriedDefinitions.Fields(message);
        return new CallScript
        {
            Script = (string)fields["Script"]!,
            Begin = fields["Begin"] as string,
            End = fields["End"] as string,
            Arguments = fields["ArgumentList"] as object?[] ?? [],
            Using = fields["Using"] as Hashtable ?? [],
            Carried = CarriedDefinitions.FromMessage(fields["Carried"]),
            KeepsState = (bool)fields["KeepState"]!,
            Location = (string)fields["Location"]!,
            Depth = (int)fields["Depth"]!,
            AllowSecret = (bool)fields["AllowSecret"]!,
            Preamble = (string)fields["Preamble"]!,
        };
    }
}
