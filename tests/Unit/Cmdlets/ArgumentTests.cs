using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>Parameters that take a live object or a name: what they refuse, in the same words for all kinds.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly IpcSemaphore _semaphore = IpcSemaphore.Create(1, name: $"argument-{Guid.NewGuid():N}");
    private readonly IpcEvent _event = IpcEvent.Create(name: $"argument-{Guid.NewGuid():N}");

    public void Dispose()
    {
        _shell.Run("Get-IpcPool | Remove-IpcPool -Force; Get-IpcWorker | Remove-IpcWorker -Force");
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
        string passed = other is IpcEvent ? "event" : "semaphore";
        Assert.Equal(
            $"What was passed is the {passed} '{other}', and this takes {wanted}, or the name of one.",
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

    public static TheoryData<string, string, string> OneEach
    {
        get
        {
            TheoryData<string, string, string> cells = [];
            foreach ((string script, string wanted) in new[]
            {
                ("Receive-IpcQueue {0} -NoWait", "a queue"), ("Send-IpcQueue {0} 1", "a queue"), ("Clear-IpcQueue {0}", "a queue"),
                ("Complete-IpcQueue {0}", "a queue"), ("Wait-IpcQueue {0} -Timeout 0", "a queue"),
                ("Receive-IpcPipe {0} -NoWait", "a pipe"), ("Send-IpcPipe {0} 1", "a pipe"), ("Test-IpcPipe {0}", "a pipe"),
                ("Close-IpcPipe {0}", "a pipe"), ("Enter-IpcLock {0}", "a lock"), ("Exit-IpcLock {0}", "a lock"),
                ("Use-IpcLock {0} {{ }}", "a lock"), ("Set-IpcValue {0} 1", "a value"), ("Update-IpcValue {0} {{ 1 }}", "a value"),
                ("Wait-IpcBarrier {0} -Timeout 0", "a barrier"), ("Reset-IpcBarrier {0}", "a barrier"),
                ("Stop-IpcBarrier {0}", "a barrier"), ("Wait-IpcCondition {0}", "a condition"),
                ("Resume-IpcCondition {0}", "a condition"), ("Set-IpcEvent {0}", "an event"), ("Reset-IpcEvent {0}", "an event"),
                ("Wait-IpcEvent {0} -Timeout 0", "an event"), ("Enter-IpcSemaphore {0}", "a semaphore"),
                ("Exit-IpcSemaphore {0}", "a semaphore"), ("1 | Invoke-IpcParallel {{ }} -Pool {0}", "a pool"),
                ("Start-IpcWorker {{ }} -Pool {0}", "a pool"),
            })
            {
                foreach ((string given, string told) in new[]
                {
                    ("$notSet", "is $null, and this takes {0}, or the name of one. If it is a variable of the caller: in the "
                        + "block of a worker or of Invoke-IpcParallel it is written $using:name"),
                    ("('a', 'b')", "is a list of 2, and this takes {0}, or the name of one. Take one of them"),
                    ("@()", "is an empty list, and this takes {0}"),
                    ("(Get-Date)", "is of the type [System.DateTime], and this takes {0}"),
                    ("@{}", "is of the type [System.Collections.Hashtable], and this takes {0}"),
                    ("([pscustomobject]@{ PSTypeName = 'Deserialized.Ipc.Thing' })", "is of the type [Deserialized.Ipc.Thing], and this takes {0}"),
                })
                {
                    if ((given != "$notSet" || wanted != "a pool") && (given != "('a', 'b')" || !TakesSeveral(script)))
                    {
                        cells.Add(
                            string.Format(CultureInfo.InvariantCulture, script, given), given,
                            string.Format(CultureInfo.InvariantCulture, told, wanted));
                    }
                }
            }

            return cells;
        }
    }

    private static bool TakesSeveral(string script) => typeof(IpcCommand).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<CmdletAttribute>() is { } name && script.StartsWith($"{name.VerbName}-{name.NounName} ", StringComparison.Ordinal))
        .SelectMany(type => type.GetProperties())
        .Any(property => property.IsDefined(typeof(ObjectsAttribute)));

    [Theory]
    [MemberData(nameof(OneEach))]
    public void What_is_neither_an_object_nor_a_name_is_told(string script, string given, string told)
    {
        ErrorRecord error = _shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidType, script);
        Assert.Contains(told, error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(given, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_parameter_that_takes_one_object_refuses_all_else_itself()
    {
        PropertyInfo[] parameters = [.. typeof(IpcCommand).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(IpcCommand)) && !type.IsAbstract)
            .SelectMany(type => type.GetProperties())
            .Where(property => typeof(IRefusableArgument).IsAssignableFrom(property.PropertyType.GetElementType() ?? property.PropertyType))
            .Where(property => property.PropertyType != typeof(PoolArgument[]))];
        Assert.InRange(parameters.Length, 37, 100);
        Assert.All(parameters, parameter => Assert.Equal(
            parameter.PropertyType.GetElementType() ?? parameter.PropertyType,
            parameter.PropertyType.IsArray
                ? parameter.GetCustomAttribute<ObjectsAttribute>()?.ArgumentType
                : parameter.GetCustomAttribute<OneObjectAttribute>()?.ArgumentType));
    }

    [Fact]
    public void Null_from_the_pipeline_ends_what_would_go_on_without_it() => Assert.Equal(
        ["caught IpcInvalidArgument"],
        _shell.Run("try { $nobody | Enter-IpcLock; 'critical' } catch { \"caught $($_.FullyQualifiedErrorId.Split(',')[0])\" }"));

    [Fact]
    public void A_list_of_one_is_that_one() => Assert.Equal(
        [5], _shell.Run("$q = New-IpcQueue; Send-IpcQueue @($q) 5; Receive-IpcQueue (, $q) -NoWait"));

    [Theory]
    [InlineData("Receive-IpcPipe (New-IpcPipe) -NoWait")]
    [InlineData("Send-IpcPipe (New-IpcPipe) 1")]
    public void Both_ends_of_a_pipe_are_not_one(string script) => Assert.Contains(
        "$left, $right = New-IpcPipe", _shell.Error(script).Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Wait-IpcWorker name", "-Name")]
    [InlineData("Wait-IpcWorker 5", "-Id")]
    [InlineData("Stop-IpcWorker $null", "What was passed is $null")]
    [InlineData("Receive-IpcWorker ([Management.Automation.PSObject[]](1, 2))", "[System.Int32]")]
    [InlineData("Confirm-IpcQueue 5", "not its .Value")]
    [InlineData("Confirm-IpcQueue $null", "What was passed is $null")]
    public void Workers_and_leases_are_told_what_they_are_not(string script, string told)
    {
        ErrorRecord error = _shell.Error(script);
        Assert.StartsWith("ParameterArgumentTransformationError,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(told, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pool_of_the_caller_is_told_in_its_own_items()
    {
        ErrorRecord error = _shell.Error("""
            $pool = New-IpcPool 1
            1 | Invoke-IpcParallel { 2 | Invoke-IpcParallel { $_ } -Pool $using:pool } -Pool $pool
            Remove-IpcPool $pool
            """);
        Assert.StartsWith("IpcInvalidArgument,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("belongs to the session that made it", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_that_could_not_be_prepared_is_named() => Assert.StartsWith(
        "The pool 'of mine' could not be prepared: boo",
        _shell.Error("$p = New-IpcPool 1 -Name 'of mine' -InitializationScript { throw 'boo' }; 1 | Invoke-IpcParallel { } -Pool $p").ToString(),
        StringComparison.Ordinal);

    // A collection that is shared is one object, of whatever kind.
    [Theory]
    [InlineData("New-IpcSet")]
    [InlineData("New-IpcList")]
    [InlineData("New-IpcArray int 1")]
    [InlineData("New-IpcDictionary")]
    [InlineData("New-IpcLock -Count 1")]
    public void A_shared_collection_is_not_taken_apart(string make)
    {
        Assert.Equal([true], _shell.Run($"$o = {make}; Remove-IpcObject $o; $o.IsRemoved"));
        _shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidType, $"1 | Invoke-IpcParallel {{ }} -Pool ({make})");
        _shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, $"Set-IpcEvent ({make})");
    }
}
