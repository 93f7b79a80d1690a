using System.Management.Automation;
using System.Text.RegularExpressions;
using Ipc.Commands;
using Ipc.Model;
using Ipc.Regions;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>What an error advises: words for each case and kind, and only cmdlets that there are.</summary>
public sealed partial class CmdletAdviceTests
{
    private static readonly IpcAdvice[] s_all = Enum.GetValues<IpcAdvice>();

    [Fact]
    public void Every_advice_names_cmdlets_that_exist()
    {
        string manifest = File.ReadAllText(Repository.Manifest);
        string[] named = [.. s_all
            .SelectMany(advice => KindTable.All.SelectMany(kind => CmdletName().Matches(CmdletAdvice.Say(advice, kind.Kind, "a"))))
            .Select(match => match.Value)
            .Distinct()];
        Assert.Contains("Get-IpcLock", named);
        Assert.DoesNotContain(named, name => !manifest.Contains($"'{name}'", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_advice_has_words_for_scripts_and_for_programs()
    {
        string[] forPrograms = [.. s_all.Select(advice => Advice.ForProgram(advice, IpcKind.Queue, "a"))];
        Assert.All(forPrograms, words => Assert.NotEmpty(words));
        Assert.All(forPrograms, words => Assert.DoesNotMatch(CmdletName(), words));
        Assert.All(s_all, advice => Assert.NotEmpty(CmdletAdvice.Say(advice, IpcKind.Queue, "a")));
    }

    [Fact]
    public void A_lock_where_a_set_has_the_name_is_told_how_to_open_the_set()
    {
        using HostedShell shell = new();
        ErrorRecord error = shell.Fails("IpcAlreadyExists", ErrorCategory.ResourceExists, "$set = New-IpcLock advised -Count 3; New-IpcLock advised");
        Assert.Contains("(a lock set)", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Get-IpcLock -Name 'advised'", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, shell.Get("(Get-IpcLock -Name advised).Count"));
        shell.Run("Remove-IpcObject $set");
    }

    [GeneratedRegex("[A-Z][a-z]+-Ipc[A-Za-z]*")]
    private static partial Regex CmdletName();
}
