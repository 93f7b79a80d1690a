using System.Diagnostics;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Help;

/// <summary>Every cmdlet has full help, made from the comments of its class.</summary>
public class HelpTests
{
    private static string Writer =>
        Path.Combine(Repository.Root, "tools", "HelpWriter", "bin", Repository.Configuration, "net10.0", "Ipc.HelpWriter.dll");

    private static string Comments =>
        Path.Combine(Repository.Root, "src", "Cmdlets", "bin", Repository.Configuration, "net8.0", "Ipc.Cmdlets.xml");

    [Fact]
    public void Every_cmdlet_has_synopsis_description_example_and_every_parameter()
    {
        string file = Path.GetTempFileName();
        (int exitCode, string output, string error) = ProgramRun.Run("dotnet", Writer, Repository.Manifest, Comments, file);
        File.Delete(file);

        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public void A_cmdlet_without_comments_is_refused()
    {
        string empty = Path.GetTempFileName();
        string file = Path.GetTempFileName();
        File.WriteAllText(empty, "<doc><members /></doc>");
        (int exitCode, string output, string error) = ProgramRun.Run("dotnet", Writer, Repository.Manifest, empty, file);
        File.Delete(empty);
        File.Delete(file);

        Assert.Equal(1, exitCode);
        Assert.Contains("New-IpcQueue", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_help_finds_it()
    {
        using HostedShell shell = new();
        Assert.Contains("queue", shell.Get("(Get-Help New-IpcQueue).Synopsis")!.ToString(), StringComparison.Ordinal);
        Assert.Contains("messages", shell.Get("(Get-Help New-IpcQueue -Parameter Capacity).description[0].Text")!.ToString(), StringComparison.Ordinal);
    }

    // The compiler puts twelve blanks before each line of a comment but the first.
    [Fact]
    public void Examples_are_indented_as_they_were_written()
    {
        using HostedShell shell = new();
        Assert.Equal(
            ["Receive-IpcQueue $queue -Lease -Wait | ForEach-Object {", "    \"working on $($_.Value)\"", "    $_ | Confirm-IpcQueue", "}"],
            shell.Run("(Get-Help Receive-IpcQueue).examples.example.code -split \"\\n\" -ne '' | Select-Object -Skip 3 -First 4"));
        Assert.Equal([], shell.Run("""
            (Get-Command -Module Ipc).Name | ForEach-Object {
                $name = $_; (Get-Help $_).examples.example.code -split "\n" -match '^ {8}' | ForEach-Object { "${name}: $_" }
            }
            """));
    }

    [Theory]
    [InlineData("Receive-IpcQueue", "[-Queue] <queue or name>")]
    [InlineData("Set-IpcEvent", "[-Event] <event or name[]>")]
    [InlineData("Invoke-IpcParallel", "[-Pool <pool or name>]")]
    [InlineData("Enter-IpcRateLimit", "[-RateLimit] <rate limit or name>")]
    [InlineData("New-IpcArray", "<length or values>")]
    public void The_syntax_says_what_may_be_passed(string cmdlet, string says)
    {
        using HostedShell shell = new();
        Assert.Contains(says, shell.Get($"(Get-Help {cmdlet} | Out-String -Width 400) -replace '\\s+', ' '")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Related_links_are_the_manual_the_cmdlets_of_the_same_noun_and_where_to_begin()
    {
        using HostedShell shell = new();
        Assert.Equal(
            ["Online version:", "Get-IpcEvent", "New-IpcEvent", "Reset-IpcEvent", "Set-IpcEvent", "about_Ipc", "about_Ipc_Choosing"],
            shell.Run("(Get-Help Wait-IpcEvent).relatedLinks.navigationLink.linkText"));
    }

    // What -Online opens is seen by who stands in for the program that opens addresses.
    [SkippableFact]
    public void Online_opens_the_page_of_the_cmdlet()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Another system opens addresses in another way.");
        string folder = Directory.CreateTempSubdirectory("ipc-online-").FullName;
        string opened = Path.Combine(folder, "opened");
        string program = Path.Combine(folder, "xdg-open");
        File.WriteAllText(program, $"#!/bin/sh\nprintf %s \"$1\" > '{opened}.new'\nmv '{opened}.new' '{opened}'\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string script = $$"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{{Repository.Manifest}}'
            Get-Help New-IpcQueue -Online
            while (-not (Test-Path '{{opened}}')) { Start-Sleep -Milliseconds 10 }
            """;
        ProcessStartInfo start = RealPwsh.StartInfo("-Command", script);
        start.Environment["PATH"] = folder + Path.PathSeparator + start.Environment["PATH"];
        (int exitCode, string output, string error) = ProgramRun.Run(start);

        Assert.True(exitCode == 0, output + error);
        Assert.EndsWith("/cmdlets/New-IpcQueue.html", File.ReadAllText(opened), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
