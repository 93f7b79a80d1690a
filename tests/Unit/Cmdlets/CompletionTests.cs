using System.Management.Automation;
using System.Reflection;
using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>What Tab offers, in the hosted engine; <c>Completion.Tests.ps1</c> tries it in a real pwsh.</summary>
[Collection("Pools")]
public sealed class CompletionTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly string _mark = $"tab{Guid.NewGuid():N}";

    public void Dispose()
    {
        _shell.Run($"Get-IpcPool | Remove-IpcPool -Force; Remove-IpcObject '{_mark}*'");
        _shell.Dispose();
    }

    // Whoever adds a parameter that takes an object or its name meets this test.
    [Fact]
    public void Every_parameter_that_takes_an_object_or_its_name_completes_names()
    {
        List<string> without = [];
        int with = 0;
        foreach (Type cmdlet in typeof(IpcCommand).Assembly.GetTypes().Where(static type => type.GetCustomAttribute<CmdletAttribute>() is not null))
        {
            foreach (PropertyInfo parameter in cmdlet.GetProperties().Where(static one => one.IsDefined(typeof(ParameterAttribute))))
            {
                Type type = parameter.PropertyType.GetElementType() ?? parameter.PropertyType;
                bool takesName = type.IsAssignableTo(typeof(IObjectNames)) || type.IsAssignableTo(typeof(IRefusableArgument))
                    || type == typeof(ElementTypeArgument)
                    || (parameter.Name == "Name" && cmdlet.Name.StartsWith("Get", StringComparison.Ordinal));
                if (takesName && parameter.GetCustomAttribute<ArgumentCompleterAttribute>() is null)
                {
                    without.Add($"{cmdlet.Name}.{parameter.Name}");
                }

                with += takesName ? 1 : 0;
            }
        }

        Assert.Empty(without);
        Assert.InRange(with, 50, 500);
    }

    [Fact]
    public void Every_cmdlet_that_gets_objects_by_name_completes_the_kinds_that_it_gets()
    {
        Type[] getting = [.. typeof(IpcCommand).Assembly.GetTypes().Where(static type => type.IsAssignableTo(typeof(GetNamedObjectCommand)) && !type.IsAbstract)];
        Assert.NotEmpty(getting);
        foreach (Type cmdlet in getting)
        {
            MethodInfo includes = cmdlet.GetMethod("Includes", BindingFlags.Instance | BindingFlags.NonPublic)!;
            object instance = Activator.CreateInstance(cmdlet)!;
            CmdletAttribute name = cmdlet.GetCustomAttribute<CmdletAttribute>()!;
            Assert.Equal(
                Enum.GetValues<IpcKind>().Where(kind => (bool)includes.Invoke(instance, [kind])!),
                NounNameCompleter.KindsOf($"{name.VerbName}-{name.NounName}").Order());
        }
    }

    [Theory]
    [InlineData("Send-IpcQueue ", "New-IpcQueue")]
    [InlineData("Get-IpcQueue ", "New-IpcQueue")]
    [InlineData("Get-IpcQueue -Name a, ", "New-IpcQueue")]
    [InlineData("Enter-IpcLock ", "New-IpcLock")]
    [InlineData("Enter-IpcLock ", "$null = New-IpcLock -ReaderWriter")]
    [InlineData("New-IpcValue 1 -Lock ", "New-IpcLock")]
    [InlineData("Get-IpcLock ", "New-IpcLock -Count 2")]
    [InlineData("Receive-IpcPipe ", "New-IpcPipe")]
    [InlineData("Wait-IpcEvent ", "New-IpcEvent")]
    [InlineData("Get-IpcObject ", "New-IpcSemaphore 1")]
    [InlineData("Remove-IpcObject -Name ", "New-IpcSemaphore 1")]
    [InlineData("Wait-IpcAny $a, ", "New-IpcCountdown 3")]
    public void A_name_is_completed_where_an_object_of_that_kind_is_wanted(string line, string make)
    {
        _shell.Run($"{make} -Name {_mark}-one; New-IpcBarrier 2 -Name {_mark}-zzz");
        string[] offered = Offered(line + _mark);
        Assert.Equal($"{_mark}-one", offered[0]);
        Assert.Equal(line.Contains("-IpcObject", StringComparison.Ordinal) || line.Contains("Any", StringComparison.Ordinal), offered.Contains($"{_mark}-zzz"));
    }

    [Theory]
    [InlineData("a b", "'{0}a b'", "")]
    [InlineData("a b", "\"{0}a b\"", "\"")]
    [InlineData("plain", "'{0}plain'", "'")]
    [InlineData("plain.x_y-z", "{0}plain.x_y-z", "")]
    public void A_name_is_quoted_when_it_must_be(string name, string inserted, string quote)
    {
        using IpcQueue queue = IpcQueue.Create(name: _mark + name);
        Assert.Equal([string.Format(System.Globalization.CultureInfo.InvariantCulture, inserted, _mark)], Offered($"Receive-IpcQueue {quote}{_mark}"));
        _shell.Run($"Receive-IpcQueue {Offered($"Receive-IpcQueue {quote}{_mark}")[0]} -NoWait -Quiet");
    }

    [Fact]
    public void The_tooltip_says_what_is_in_it()
    {
        using IpcQueue queue = IpcQueue.Create(capacity: 5, name: _mark);
        queue.TrySendBytes([1], TimeSpan.Zero);
        Assert.Equal(
            $"Queue: 1 of 5; open in {Environment.ProcessId}",
            Complete($"Send-IpcQueue {_mark}").CompletionMatches[0].ToolTip);
    }

    [Fact]
    public void An_anonymous_object_is_offered_to_who_begins_with_its_mark()
    {
        using IpcQueue queue = IpcQueue.Create();
        Assert.Contains(queue.Id, Offered("Receive-IpcQueue ~"));
        Assert.DoesNotContain(queue.Id, Offered("Receive-IpcQueue "));
    }

    [Fact]
    public void Nothing_is_made_or_opened_by_looking()
    {
        using IpcQueue queue = IpcQueue.Create(name: _mark);
        Assert.Equal([_mark], Offered($"Receive-IpcQueue {_mark}"));
        IpcObjectInfo only = IpcObjectInfo.List().Single(one => one.Id.StartsWith(_mark, StringComparison.Ordinal));
        Assert.Equal(1, only.HolderCount);
    }

    [Theory]
    [InlineData("New-IpcArray do", "double")]
    [InlineData("New-IpcValue -Type sb", "sbyte")]
    [InlineData("New-IpcPool -Function Get-Tab", "Get-TabbedThing")]
    [InlineData("New-IpcPool -Variable tabbedV", "tabbedVariable")]
    [InlineData("New-IpcPool -Module Microsoft.PowerShell.Ut", "Microsoft.PowerShell.Utility")]
    [InlineData("Get-IpcObject -Kind Reader", "ReaderWriterLock")]
    public void Types_functions_variables_modules_and_kinds_are_completed(string line, string first)
    {
        _shell.Run("function global:Get-TabbedThing { }; $global:tabbedVariable = 1");
        Assert.Equal(first, Offered(line)[0]);
    }

    [Theory]
    [InlineData("1 | Invoke-IpcParallel { } -Pool {0}")]
    [InlineData("Remove-IpcPool {0}")]
    [InlineData("Get-IpcPool {0}")]
    [InlineData("Start-IpcWorker { } -Pool {0}")]
    public void Pools_are_completed_by_name(string line)
    {
        _shell.Run($"$null = New-IpcPool -Name {_mark} -Size 1");
        Assert.Equal([_mark], Offered(line.Replace("{0}", _mark, StringComparison.Ordinal)));
    }

    private string[] Offered(string line) => [.. Complete(line).CompletionMatches.Select(static match => match.CompletionText)];

    private CommandCompletion Complete(string line) =>
        (CommandCompletion)_shell.Run("TabExpansion2 $args[0] $args[0].Length", line).Single()!;
}
