using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>What a worker is to run, and with what: the payload of the start message.</summary>
internal sealed class WorkerScript
{
    /// <summary>The text of the script block; null when a file is run.</summary>
    public string? Text { get; init; }

    /// <summary>The full path of the script file; null when a script block is run.</summary>
    public string? FilePath { get; init; }

    /// <summary>Run first, in the same scope.</summary>
    public string? Initialization { get; init; }

    public object?[] Arguments { get; init; } = [];

    /// <summary>Whether objects for $input follow in messages of their own.</summary>
    public bool HasInput { get; init; }

    /// <summary>What the script's $using: expressions stand for, by the engine's own key.</summary>
    public Hashtable Using { get; init; } = [];

    /// <summary>What the caller's session may do: the worker's may do no more.</summary>
    public PSLanguageMode Language { get; init; }

    /// <summary>The folder in which the process and the script start.</summary>
    public string Location { get; init; } = "";

    /// <summary>Where the script starts if that is no folder, such as Env:/; null otherwise.</summary>
    public string? Drive { get; init; }

    /// <summary>The full path of the module's manifest.</summary>
    public string Manifest { get; init; } = "";

    public string Name { get; init; } = "";

    public int Index { get; init; }

    public int Count { get; init; } = 1;

    /// <summary>The caller's preferences that the script gets, too, by the names of variables.</summary>
    public Hashtable Preferences { get; init; } = [];

    public int Depth { get; init; } = PowerShellEncoding.DefaultDepth;

    public bool AllowSecret { get; init; }

    public string Culture { get; init; } = CultureInfo.CurrentCulture.Name;

    public string UICulture { get; init; } = CultureInfo.CurrentUICulture.Name;

    /// <summary>The id of the queue that all workers of the parent send their output to.</summary>
    public string Results { get; init; } = "";

    /// <summary>
    /// Environment variables that the worker sets before the script runs, null for unset: those that were changed for a
    /// quick start, as they were, and those that the user wants.
    /// </summary>
    public Hashtable Environment { get; init; } = [];

    // The names stand in messages of refused arguments: "ArgumentList[0].Password".
    public Hashtable ToMessage() => new()
    {
        ["Script"] = Text,
        ["FilePath"] = FilePath,
        ["InitializationScript"] = Initialization,
        ["ArgumentList"] = Arguments,
        ["HasInput"] = HasInput,
        ["Using"] = Using,
        ["Language"] = (int)Language,
        ["Location"] = Location,
        ["Drive"] = Drive,
        ["Manifest"] = Manifest,
        ["Name"] = Name,
        ["Index"] = Index,
        ["Count"] = Count,
        ["Depth"] = Depth,
        ["AllowSecret"] = AllowSecret,
        ["Culture"] = Culture,
        ["UICulture"] = UICulture,
        ["Results"] = Results,
        ["Environment"] = Environment,
        ["Preferences"] = Preferences,
    };

    /// <summary>What it was given by the caller, by the names that the caller knows.</summary>
    public IEnumerable<(string Name, object? Value)> Given =>
        UsingExpressions.WithNames(Using).Prepend((Name: "ArgumentList", Value: Arguments));

    /// <summary>What a start message says, by name.</summary>
    public static Hashtable Fields(ReadOnlySpan<byte> message, ArrivedHandles arrived)
    {
        Frame frame = Frame.Read(ref message);
        return frame.Header.Kind == FrameKind.Start
            ? CarriedDefinitions.Fields(Read(frame.Payload, arrived.Encoding))
            : throw Frame.Damaged();
    }

    /// <summary>
    /// Reads what calls are given. A script block in it takes the mode of the session that runs on this thread, which is
    /// the worker's own and unrestricted; without one, that of the session which calls it.
    /// </summary>
    public static object? Read(ReadOnlySpan<byte> message, IMessageEncoding encoding)
    {
        Runspace current = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = null;
        try
        {
            return encoding.Decode(message);
        }
        finally
        {
            Runspace.DefaultRunspace = current;
        }
    }

    public static WorkerScript FromMessage(Hashtable fields)
    {
        return new WorkerScript
        {
            Text = fields["Script"] as string,
            FilePath = fields["FilePath"] as string,
            Initialization = fields["InitializationScript"] as string,
            Arguments = fields["ArgumentList"] as object?[] ?? [],
            HasInput = fields.Get<bool>("HasInput"),
            Using = fields["Using"] as Hashtable ?? [],
            Language = (PSLanguageMode)fields.Get<int>("Language"),
            Location = fields.Get<string>("Location"),
            Drive = fields["Drive"] as string,
            Manifest = fields.Get<string>("Manifest"),
            Name = fields.Get<string>("Name"),
            Index = fields.Get<int>("Index"),
            Count = fields.Get<int>("Count"),
            Depth = fields.Get<int>("Depth"),
            AllowSecret = fields.Get<bool>("AllowSecret"),
            Culture = fields.Get<string>("Culture"),
            UICulture = fields.Get<string>("UICulture"),
            Results = fields.Get<string>("Results"),
            Environment = fields["Environment"] as Hashtable ?? [],
            Preferences = fields["Preferences"] as Hashtable ?? [],
        };
    }
}
