using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>Parameters that take a live object or a name: what they refuse, in the same words whatever they take.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly IpcSemaphore _semaphore = IpcSemaphore.Create(1, name: $"argument-{Guid.NewGuid():N}");
    private readonly IpcEvent _event = IpcEvent.Create(name: $"argument-{Guid.NewGuid():N}");

    public void Dispose()
    {
        _event.Dispose();
        _semaphore.Dispose();
        _shell.Dispose();
    }

    [Theory]
    [InlineData("Receive-IpcQueue $args[0]", "a queue")]
    [InlineData("1 | Send-IpcQueue $args[0]", "a queue")]
    [InlineData("Receive-IpcPipe $args[0]", "a pipe")]
    [InlineData("Close-IpcPipe $args[0] -End Left", "a pipe")]
    [InlineData("Exit-IpcLock $args[0]", "a lock")]
    [InlineData("Set-IpcValue $args[0] 1", "a value")]
    [InlineData("Wait-IpcBarrier $args[0]", "a barrier")]
    [InlineData("Wait-IpcCondition $args[0]", "a condition")]
    [InlineData("Set-IpcEvent $args[0]", "an event")]
    [InlineData("Enter-IpcSemaphore $args[0]", "a semaphore")]
    public void An_object_of_another_kind_is_refused_in_the_same_words(string script, string wanted)
    {
        IpcObject other = wanted == "a semaphore" ? _event : _semaphore;
        ErrorRecord error = _shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, other);
        Assert.Equal(
            $"What was passed is the {(other is IpcEvent ? "event" : "semaphore")} '{other}', and this takes {wanted}, or the name of one.",
            error.Exception.Message);
        Assert.Same(other, error.TargetObject);
    }

    [Theory]
    [InlineData("Left")]
    [InlineData("Right")]
    public void A_pipe_by_name_or_as_it_is_found_is_the_end_that_is_asked_for(string end) => Assert.Equal(
        [1, 2],
        _shell.Run("""
            $name, $end = $args
            $left, $right = New-IpcPipe $name
            1, 2 | Send-IpcPipe $(if ($end -eq 'Left') { $right } else { $left })
            Receive-IpcPipe $name -End $end -NoWait
            Receive-IpcPipe (Get-IpcObject $name) -End $end -NoWait
            Close-IpcPipe $left; Close-IpcPipe $right
            """, $"argument-{Guid.NewGuid():N}", end));
}
