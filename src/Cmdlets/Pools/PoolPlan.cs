using System.Globalization;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>What a pool is made of.</summary>
internal sealed class PoolPlan
{
    /// <summary>The largest size of a pool.</summary>
    public const int MostWorkers = 1024;

    /// <summary>The most workers at once, to begin with.</summary>
    public required int Size { get; init; }

    public string? Name { get; init; }

    /// <summary>
    /// Whether all workers are there from the start, and are replaced when they end; else as they are needed.
    /// </summary>
    public bool StartsAll { get; init; }

    /// <summary>The encoded <see cref="PoolSetup"/>.</summary>
    public required byte[] Setup { get; init; }

    /// <summary>
    /// Of the live objects in it, for as long as the pool starts workers, which is to its end; null for none.
    /// </summary>
    public InFlightHandles? SetupHandles { get; init; }

    /// <summary>After how many items a worker is replaced; 0 for never.</summary>
    public int MaxItemsPerWorker { get; init; }

    /// <summary>Above how many bytes of memory a worker is replaced; 0 for never.</summary>
    public long MaxMemoryPerWorker { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public required string Location { get; init; }

    public required string Manifest { get; init; }

    /// <summary>The environment when it was made: its workers have that, whenever they start.</summary>
    public EnvironmentBaseline Environment { get; } = new();

    public string Culture { get; } = CultureInfo.CurrentCulture.Name;

    public string UICulture { get; } = CultureInfo.CurrentUICulture.Name;

    /// <summary>What a pool takes from the cmdlet that makes it.</summary>
    public static byte[] EncodeSetup(
        PSCmdlet cmdlet, ScriptBlock? initialization, CarriedDefinitions carried, bool allowSecret, out InFlightHandles? handles)
    {
        PoolSetup setup = new()
        {
            Initialization = initialization?.ToString() ?? "",
            Using = initialization is null ? [] : UsingExpressions.Evaluate(initialization.Ast, cmdlet.SessionState),
            Carried = carried,
            Language = cmdlet.SessionState.LanguageMode,
        };
        ThreadCollections.WarnOfCopies(cmdlet, setup.Given);
        return new InFlightEncoding(allowSecret: allowSecret).Encode(setup.ToMessage(), out handles);
    }
}
