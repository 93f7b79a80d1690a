using System.Collections;
using System.Globalization;
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

    /// <summary>Whether the elements of an input that is a list are the first arguments of the block.</summary>
    public bool Unrolls { get; init; }

    /// <summary>What the caller's session may do.</summary>
    public PSLanguageMode Language { get; init; }

    public string Location { get; init; } = "";

    /// <summary>Where the blocks start if that is no folder, such as Env:/; null otherwise.</summary>
    public string? Drive { get; init; }

    public string Culture { get; init; } = CultureInfo.CurrentCulture.Name;

    public string UICulture { get; init; } = CultureInfo.CurrentUICulture.Name;

    /// <summary>What has changed in the caller's environment since the pool was made; null for unset.</summary>
    public Hashtable Environment { get; init; } = [];

    /// <summary>The caller's preferences that the blocks get, too, by the names of variables.</summary>
    public Hashtable Preferences { get; init; } = [];

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
        ["Unroll"] = Unrolls,
        ["Language"] = (int)Language,
        ["Location"] = Location,
        ["Drive"] = Drive,
        ["Culture"] = Culture,
        ["UICulture"] = UICulture,
        ["Environment"] = Environment,
        ["Preferences"] = Preferences,
        ["Depth"] = Depth,
        ["AllowSecret"] = AllowSecret,
        ["Preamble"] = Preamble,
    };

    public static CallScript FromMessage(object? message)
    {
        Hashtable fields = CarriedDefinitions.Fields(message);
        return new CallScript
        {
            Script = fields.Get<string>("Script"),
            Begin = fields["Begin"] as string,
            End = fields["End"] as string,
            Arguments = fields["ArgumentList"] as object?[] ?? [],
            Using = fields["Using"] as Hashtable ?? [],
            Carried = CarriedDefinitions.FromMessage(fields["Carried"]),
            KeepsState = fields.Get<bool>("KeepState"),
            Unrolls = fields.Get<bool>("Unroll"),
            Language = (PSLanguageMode)fields.Get<int>("Language"),
            Location = fields.Get<string>("Location"),
            Drive = fields["Drive"] as string,
            Culture = fields.Get<string>("Culture"),
            UICulture = fields.Get<string>("UICulture"),
            Environment = fields["Environment"] as Hashtable ?? [],
            Preferences = fields["Preferences"] as Hashtable ?? [],
            Depth = fields.Get<int>("Depth"),
            AllowSecret = fields.Get<bool>("AllowSecret"),
            Preamble = fields.Get<string>("Preamble"),
        };
    }
}
