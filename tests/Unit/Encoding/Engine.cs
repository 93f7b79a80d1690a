using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace Ipc.Tests.Encoding;

/// <summary>A PowerShell engine of a test class, with its runspace as that of the calling thread.</summary>
public sealed class Engine : IDisposable
{
    private readonly Runspace _runspace;

    public Engine()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        TypeData special = new(typeof(PSObjectTests.Special)) { SerializationMethod = "SpecificProperties", PropertySerializationSet = new PropertySetData(["Only"]) };
        special.Members.Add("Only", new ScriptPropertyData("Only", ScriptBlock.Create("'picked'")));
        state.Types.Add(new SessionStateTypeEntry(special, isRemove: false));
        state.Types.Add(new SessionStateTypeEntry(new TypeData(typeof(PSObjectTests.Texty)) { SerializationMethod = "String" }, isRemove: false));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>Runs a script and gives its one result, still wrapped.</summary>
    public PSObject Get(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        return Assert.Single(shell.AddScript(script).Invoke());
    }

    /// <summary>Runs a script with the object as $object and gives its one result, unwrapped.</summary>
    public object? Ask(object? subject, string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        return Assert.Single(shell.AddScript("param($object) " + script).AddArgument(subject).Invoke())?.BaseObject;
    }

    /// <summary>Does something with the engine's runspace on this thread, as a cmdlet would.</summary>
    public T Inside<T>(Func<T> action)
    {
        Runspace before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = _runspace;
        try
        {
            return action();
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    /// <summary>Runs a script that leaves one error, and gives the error.</summary>
    public ErrorRecord Error(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException exception)
        {
            return exception.ErrorRecord;
        }

        return Assert.Single(shell.Streams.Error);
    }

    public void Dispose() => _runspace.Dispose();
}
