using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>What every worker of a pool does before its first call.</summary>
internal sealed class PoolSetup
{
    public string Initialization { get; init; } = "";

    /// <summary>What the script's $using: expressions stand for, by the engine's own key.</summary>
    public Hashtable Using { get; init; } = [];

    public CarriedDefinitions Carried { get; init; } = new();

    /// <summary>What the session that made the pool may do.</summary>
    public PSLanguageMode Language { get; init; }

    /// <summary>All of it but the variables, as one script.</summary>
    public string Script =>
        Carried.Functions + Carried.ImportStatement + (Initialization.Length > 0 ? Initialization + "\n" : "");

    /// <summary>What it was given by the caller, by the names that the caller knows.</summary>
    public IEnumerable<(string Name, object? Value)> Given => UsingExpressions.WithNames(Using).Concat(Carried.Named);

    public Hashtable ToMessage() => new()
    {
        ["InitializationScript"] = Initialization,
        ["Using"] = Using,
        ["Carried"] = Carried.ToMessage(),
        ["Language"] = (int)Language,
    };

    public static PoolSetup FromMessage(object? message)
    {
        Hashtable fields = CarriedDefinitions.Fields(message);
        return new PoolSetup
        {
            Initialization = fields.Get<string>("InitializationScript"),
            Using = fields["Using"] as Hashtable ?? [],
            Carried = CarriedDefinitions.FromMessage(fields["Carried"]),
            Language = (PSLanguageMode)fields.Get<int>("Language"),
        };
    }
}
