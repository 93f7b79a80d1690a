using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

public sealed class ManifestTests
{
    // Run the waits of methods, and the work of pools; not for users.
    private static readonly string[] s_internal = ["Invoke-IpcWait", "Invoke-IpcPoolWork", "Invoke-IpcPoolItems", "Resolve-IpcPath"];

    private static IEnumerable<Type> Classes => typeof(IpcCommand).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null);

    public static TheoryData<Type> Exported => [.. Classes.Where(type => !s_internal.Contains(NameOf(type)))];

    /// <summary>The cmdlets that users have.</summary>
    internal static IEnumerable<string> ExportedNames => Classes.Select(NameOf).Except(s_internal);

    [Fact]
    public void Every_cmdlet_is_in_the_manifest_and_nothing_else() => Assert.Equal(
        Classes.Select(NameOf).Except(s_internal).Order(StringComparer.Ordinal), Manifest("CmdletsToExport").Order(StringComparer.Ordinal));

    [Fact]
    public void Nothing_but_cmdlets_is_exported() => Assert.All(
        ["FunctionsToExport", "AliasesToExport", "VariablesToExport"], key => Assert.Empty(Manifest(key)));

    [Fact]
    public void Importing_gives_every_command_of_the_manifest()
    {
        using HostedShell shell = new();
        Assert.Equal(
            Manifest("CmdletsToExport").Order(StringComparer.Ordinal),
            shell.Run("(Get-Module Ipc).ExportedCommands.Keys").Cast<string>().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void A_cmdlet_keeps_the_house_rules(Type type)
    {
        CmdletAttribute cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
        Assert.Contains(cmdlet.VerbName, ApprovedVerbs());
        Assert.StartsWith("Ipc", cmdlet.NounName, StringComparison.Ordinal);
        Assert.Equal($"{cmdlet.VerbName}{cmdlet.NounName}Command", type.Name);
        Assert.True(type.IsSealed);
        Assert.NotEmpty(type.GetCustomAttributes<OutputTypeAttribute>());

        // Whatever others see the effect of. Not what stands in pairs around a block (Enter, Exit), takes or only waits; nor
        // what runs a block, as no Start-Job does: $WhatIfPreference is for the commands inside, which have it there, too.
        string[] changing =
        [
            "New", "Remove", "Clear", "Set", "Reset", "Update", "Stop", "Close", "Complete", "Send", "Confirm", "Resume", "Step", "Add",
        ];
        bool isOfTheCallAlone = type == typeof(AddIpcItemCommand);
        Assert.Equal(changing.Contains(cmdlet.VerbName) && !isOfTheCallAlone, cmdlet.SupportsShouldProcess);
    }

    [Theory]
    [MemberData(nameof(Exported))]
    public void Names_of_parameters_are_unique_and_a_time_out_is_always_read_in_the_same_way(Type type)
    {
        PropertyInfo[] parameters = [.. type.GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute)))];
        string[] names = [.. parameters.SelectMany(
            property => (property.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []).Append(property.Name))];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(parameters.Where(property => property.Name == "Timeout"), property =>
        {
            Assert.Equal(typeof(TimeSpan?), property.PropertyType);
            Assert.NotNull(property.GetCustomAttribute<TimeoutAttribute>());
        });
    }

    [Fact]
    public void The_manifest_says_what_it_needs()
    {
        Assert.Equal(["Core"], Manifest("CompatiblePSEditions"));
        Assert.Equal(["7.4"], Manifest("PowerShellVersion"));
    }

    private static string NameOf(Type type) =>
        type.GetCustomAttribute<CmdletAttribute>() is { } cmdlet ? $"{cmdlet.VerbName}-{cmdlet.NounName}" : type.Name;

    private static string[] Manifest(string key)
    {
        ScriptBlockAst script = Parser.ParseFile(Repository.Manifest, out _, out ParseError[] errors);
        Assert.Empty(errors);
        Hashtable manifest = (Hashtable)script.Find(static ast => ast is HashtableAst, false).SafeGetValue();
        return manifest[key] is string one ? [one] : [.. ((IEnumerable)manifest[key]!).Cast<string>()];
    }

    private static HashSet<string> ApprovedVerbs() =>
    [
        .. new[]
        {
            typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic),
            typeof(VerbsLifecycle), typeof(VerbsOther), typeof(VerbsSecurity),
        }.SelectMany(static verbs => verbs.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(static field => (string)field.GetValue(null)!),
    ];
}
