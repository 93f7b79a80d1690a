using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>Every cmdlet that takes a name refuses what cannot be one, and touches no file for it.</summary>
public sealed class NameTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    /// <summary>Each with what else it needs; the name is in $args[0].</summary>
    public static TheoryData<string> Lines =>
    [
        "New-IpcLock -Name $args[0]", "New-IpcQueue -Name $args[0]", "New-IpcPipe -Name $args[0]", "New-IpcValue 0 -Name $args[0]",
        "New-IpcArray int 3 -Name $args[0]", "New-IpcMemory 10 -Name $args[0]", "New-IpcSemaphore 1 -Name $args[0]", "New-IpcEvent -Name $args[0]",
        "New-IpcBarrier 2 -Name $args[0]", "New-IpcCondition -Name $args[0]",
        "New-IpcLock -Name $args[0] -Force", "New-IpcQueue -Name $args[0] -Persistent", "New-IpcPipe -Name $args[0] "
            + "-Force",
        "Get-IpcLock -Name $args[0]", "Get-IpcQueue -Name $args[0]", "Get-IpcPipe -Name $args[0]", "Get-IpcValue -Name $args[0]",
        "Get-IpcArray -Name $args[0]", "Get-IpcMemory -Name $args[0]", "Get-IpcSemaphore -Name $args[0]", "Get-IpcEvent -Name $args[0]", "Get-IpcBarrier -Name $args[0]",
        "Get-IpcCondition -Name $args[0]", "$args[0] | Get-IpcLock",
        "Enter-IpcLock $args[0] -Timeout 0", "Exit-IpcLock $args[0]", "Use-IpcLock $args[0] { 'never' }",
        "Enter-IpcSemaphore $args[0] -Timeout 0", "Exit-IpcSemaphore $args[0]",
        "Use-IpcSemaphore $args[0] { 'never' }",
        "Send-IpcQueue $args[0] 1", "Receive-IpcQueue $args[0] -NoWait", "Clear-IpcQueue $args[0]", "Complete-IpcQueue $args[0]",
        "Receive-IpcQueue $args[0] -Lease -NoWait", "Wait-IpcQueue $args[0] -Timeout 0",
        "Send-IpcPipe $args[0] 1", "Receive-IpcPipe $args[0] -NoWait", "Test-IpcPipe $args[0]", "Close-IpcPipe $args[0]",
        "Set-IpcEvent $args[0]", "Reset-IpcEvent $args[0]", "Wait-IpcEvent $args[0] -Timeout 0",
        "Wait-IpcBarrier $args[0] -Timeout 0", "Reset-IpcBarrier $args[0]", "Stop-IpcBarrier $args[0]",
        "Wait-IpcCondition $args[0] -Timeout 0", "Resume-IpcCondition $args[0]",
        "New-IpcCountdown 2 -Name $args[0]", "Get-IpcCountdown -Name $args[0]", "Step-IpcCountdown $args[0]", "Add-IpcCountdown $args[0]",
        "Reset-IpcCountdown $args[0]", "Wait-IpcCountdown $args[0] -Timeout 0",
        "New-IpcRateLimit 2 1s -Name $args[0]", "Get-IpcRateLimit -Name $args[0]", "Enter-IpcRateLimit $args[0] -Timeout 0",
        "Use-IpcRateLimit $args[0] { 'never' }",
        "Use-IpcOnce $args[0] { 'never' }", "New-IpcPipe -Name $args[0] -Listen", "Connect-IpcPipe $args[0] -Timeout 0",
        "New-IpcDictionary -Name $args[0]", "Get-IpcDictionary -Name $args[0]", "Update-IpcDictionary $args[0] key { 1 }",
        "New-IpcList -Name $args[0]", "Get-IpcList -Name $args[0]", "New-IpcSet -Name $args[0]", "Get-IpcSet -Name $args[0]", "Wait-IpcAny $args[0] -Timeout 0",
        "Set-IpcValue $args[0] 1", "Update-IpcValue $args[0] { 1 }",
        "Get-IpcObject $args[0]", "Remove-IpcObject $args[0]", "Close-IpcObject $args[0]",
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    [Trait("Category", Turns.Category)]
    public void A_bad_name_is_refused(string line)
    {
        string[] before = Everything();
        foreach (string name in Turns.Of(Bad(line), 4, ((IEnumerable<object[]>)Lines).ToList().FindIndex(row => (string)row[0] == line) % 4))
        {
            ShellResult result = _shell.Try(line, name);
            string shown = name.Length > 60 ? $"{name.Length} characters" : name;
            Assert.True(result.Errors.Count == 1, $"'{shown}' leaves {result.Errors.Count} errors.");
            ErrorRecord error = result.Errors[0];
            string id = error.FullyQualifiedErrorId.Split(',')[0];
            bool byTheEngine = name.Length == 0 && error.CategoryInfo.Category == ErrorCategory.InvalidData; // ParameterBindingException
            Assert.True(id == "IpcInvalidName" || byTheEngine, $"'{shown}' leaves {error.FullyQualifiedErrorId}: "
                + $"{error}");
            Assert.Empty(result.Output);
        }

        Assert.Equal(before, Everything());
    }

    [Fact]
    public void Every_cmdlet_that_takes_a_name_is_in_the_list()
    {
        string[] others =
        [
            "Confirm-IpcQueue", "Start-IpcWorker", "Get-IpcWorker", "Receive-IpcWorker", "Remove-IpcWorker", "Stop-IpcWorker", "Wait-IpcWorker",
            "Use-IpcLeader", // Any text.
            "New-IpcPool", "Get-IpcPool", "Set-IpcPool", "Remove-IpcPool", "Invoke-IpcParallel", "Add-IpcItem", // Names of this session alone: no file has them.
        ];
        string text = string.Join('\n', ((IEnumerable<object[]>)Lines).Select(row => (string)row[0]));
        foreach (object? command in _shell.Run("(Get-Module Ipc).ExportedCmdlets.Keys"))
        {
            Assert.True(others.Contains($"{command}") || text.Contains($"{command}", StringComparison.Ordinal), $"{command} is not tried with bad names.");
        }
    }

    // Names that no file may have, names that lead elsewhere, names that only look like others.
    private static IEnumerable<string> Bad(string line)
    {
        bool takesIds = line[0] is not 'N';
        string[] names =
        [
            "", ".", "..", "../x", "a/b", "/etc/passwd", "a\\b", "..\\x", "CON", "con.txt", "NUL", "COM1", "lpt9", new('n', 101), new('n', 300), new('n', 100_000),
            "a\0b", "a\nb", "a\tb", "a\u001bb", "a\u007f", "a\u0085b", "x.", "x ", " x", ".x", "-x", "_x",
            "\u0430bc", "abc\u200b", "a\u202eb", "\uff41", "\u212a", "\u0131", "a\u0301", "a\ud800", "日本", "$x", "a:b", "a%2fb", "a;b",
            "~", "~x", "~/x", "~root", "~../../etc/passwd", "~0123456789ABCDEF0123456789ABCDEF",
        ];
        return takesIds ? names : names.Append("~0123456789abcdef0123456789abcdef");
    }

    // What a name could have led to. Other programs use the folder above as well.
    private static string[] Everything() =>
    [
        .. Directory.EnumerateFileSystemEntries(TestHome.Path).Select(path => Path.GetFileName(path)!)
            .Where(name => name[0] != '~' && !char.IsAsciiLetterOrDigit(name[0])).Order(StringComparer.Ordinal),
        .. Bad("Get").Select(name => Path.GetFileName(name.Replace('\\', '/'))).Where(name => name.Length is > 0 and < 256 && !name.Contains('\0') && name.Any(c => c != '.'))
            .Distinct().Select(name => Path.Combine(Path.GetDirectoryName(TestHome.Path)!, name)).Where(Path.Exists).Order(StringComparer.Ordinal),
    ];
}
