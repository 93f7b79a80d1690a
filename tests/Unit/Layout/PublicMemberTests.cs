using System.Reflection;
using System.Runtime.CompilerServices;
using Ipc.Commands;

namespace Ipc.Tests.Layout;

/// <summary>
/// What a script can reach of the public types: nothing that the compiler has made for itself, nothing that can be set
/// and should not be, and nothing that only this library needs. To PowerShell an init-only property is one like any
/// other. Specs are left out: who makes one fills it in.
/// </summary>
public sealed class PublicMemberTests
{
    private const BindingFlags Reachable = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Type[] s_types =
    [
        .. typeof(IpcObject).Assembly.GetExportedTypes().Concat(typeof(IpcWorker).Assembly.GetExportedTypes())
            .Where(type => !typeof(IpcSpec).IsAssignableFrom(type)),
    ];

    [Fact]
    public void There_are_types_to_look_at() => Assert.Superset(
        new HashSet<Type> { typeof(IpcQueue), typeof(IpcHolder), typeof(IpcReference), typeof(IpcWorker), typeof(IpcPoolStatistics) },
        s_types.ToHashSet());

    [Fact]
    public void Nothing_that_the_compiler_made_for_records_is_seen() => Assert.Equal(
        [], Named(s_types, member => member.Name.Contains('<', StringComparison.Ordinal) || member.Name == "EqualityContract"));

    [Fact]
    public void No_init_only_property_can_be_set() => Assert.Equal([], Named(s_types, IsInitOnly));

    [Fact]
    public void Errors_are_thrown_and_not_made_for_others() => Assert.Equal(
        [],
        Named(s_types.Where(type => !type.IsInterface), member => member is MethodInfo { ReturnType: { } type, IsSpecialName: false } && type == typeof(IpcException)));

    [Fact]
    public void What_is_not_allowed_is_found()
    {
        Assert.NotEmpty(Named([typeof(Planted)], member => member.Name.Contains('<', StringComparison.Ordinal)));
        Assert.NotEmpty(Named([typeof(Planted)], IsInitOnly));
    }

    // What ConvertTo-Json writes of these is pages long: as a method it is there all the same. Of an array it writes the elements.
    [Fact]
    public void No_property_of_an_object_is_a_type_a_reference_or_memory() => Assert.Equal(
        [],
        Named(
            s_types.Where(type => typeof(IIpcObject).IsAssignableFrom(type) && !typeof(IIpcArray).IsAssignableFrom(type)),
            member => member is PropertyInfo { PropertyType: { } type }
                && (type == typeof(Type) || type == typeof(IpcReference) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(IMessageEncoding))));

    private static bool IsInitOnly(MemberInfo member) => member is PropertyInfo { SetMethod: { IsPublic: true } set }
        && set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static IEnumerable<string> Named(IEnumerable<Type> types, Func<MemberInfo, bool> which) =>
        from type in types
        from member in type.GetMembers(Reachable | BindingFlags.DeclaredOnly)
        where which(member)
        select $"{type.Name}.{member.Name}";

    private sealed record Planted
    {
        public int Settable { get; init; }
    }
}
