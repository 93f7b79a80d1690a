using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>The base of the tests of one family of cmdlets: a shell, and a name that nobody else uses.</summary>
public abstract class ShellTests : IDisposable
{
    private protected HostedShell Shell { get; } = new();

    private protected string Name { get; } = "t-" + Guid.NewGuid().ToString("N");

    public virtual void Dispose()
    {
        Shell.Run("Remove-IpcObject \"$($args[0])*\"", Name); // A name is kept until it is removed, or the process ends.
        Shell.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Starts a script that waits for the object, stops it as Ctrl+C does, and checks that it has ended.
    /// </summary>
    private protected void StopWaiting(string script, IpcObject target)
    {
        using RunningScript running = Shell.Begin(script, target);
        Words.AwaitSleeper(Words.Of(target));
        running.Stop();
        Assert.Equal(PSInvocationState.Stopped, running.State);
    }

    /// <summary>Starts a script that waits for the object, and removes the object.</summary>
    private protected void RemoveWaiting(string script, IpcObject target)
    {
        using RunningScript running = Shell.Begin(script, target);
        Words.AwaitSleeper(Words.Of(target));
        target.Remove();
        Assert.Equal(["IpcNotFound"], running.Wait().ErrorIds);
    }

    /// <summary>Runs a script that PowerShell itself must refuse, for a parameter that makes no sense.</summary>
    private protected void Refused(string id, string script, params object?[] arguments)
    {
        ErrorRecord error = Shell.Error(script, arguments);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
    }

    /// <summary>What every Get- and New- of a kind must do with names.</summary>
    private protected void NamesAreChecked(string kind, string newArguments)
    {
        Assert.Equal(Name, Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, $"Get-Ipc{kind} $args[0]", Name).TargetObject);
        Assert.Empty(Shell.Run($"New-Ipc{kind} {newArguments} -Name $args[0] -WhatIf", Name));
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, $"Get-Ipc{kind} $args[0]", Name);

        Shell.Run($"$global:made = New-Ipc{kind} {newArguments} -Name $args[0]", Name);
        Assert.Equal(Name, Shell.Fails("IpcAlreadyExists", ErrorCategory.ResourceExists, $"New-Ipc{kind} {newArguments} -Name $args[0]", Name).TargetObject);
        Assert.Equal(Name, Shell.Get($"(New-Ipc{kind} {newArguments} -Name $args[0] -Force).Name", Name));
        Shell.Fails("IpcFormatMismatch", ErrorCategory.InvalidData, $"New-Ipc{kind} {newArguments} -Name $args[0] "
            + "-Force -Persistent", Name);
        Assert.Equal(Name, Shell.Get($"(Get-Ipc{kind} $args[0]).Name", Name.ToUpperInvariant()));
        Assert.Equal(Name, Shell.Get($"(Get-Ipc{kind} | Where-Object Name -eq $args[0]).Name", Name));
        Assert.Equal(["IpcNotFound"], Shell.Try($"$null = 'no such name', $args[0] | Get-Ipc{kind}", Name).ErrorIds);

        string other = Name + "-other";
        using IpcQueue queue = IpcQueue.Create(name: other);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, $"Get-Ipc{kind} $args[0]", other);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, $"New-Ipc{kind} {newArguments} -Name $args[0] "
            + "-Force", other);
        Shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, $"New-Ipc{kind} {newArguments} -Name ../x");
        Shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, $"New-Ipc{kind} {newArguments} -Persistent");
    }
}
