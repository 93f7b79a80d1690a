using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// The text that an object keeps from the object that it was made from, and prints as. The engine's deserializer sets
/// the same members.
/// </summary>
internal static class RememberedText
{
    private const string MethodName = "ToString";

    private static readonly EngineMember s_text =
        EngineMember.OfProperty(typeof(PSObject), "PSObject.ToStringFromDeserialization");

    private static readonly EngineMember s_adapter =
        EngineMember.OfProperty(typeof(PSObject), "PSObject.DotNetInstanceAdapter");

    private static readonly EngineMember s_find = EngineMember.OfMethod(
        s_adapter.Type,
        "DotNetAdapter.GetDotNetMethod",
        static method => method.IsGenericMethodDefinition && method.GetParameters().Length == 2);

    private static readonly ConditionalWeakTable<PSObject, string> s_texts = [];

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSObject, string?>> Reading = new(
        "read the text that an object keeps",
        "every object with a wrapper that is sent",
        "an object that has a ToString of its own which is no script is asked for its text",
        [s_text],
        static () => s_text.As<Func<PSObject, string?>>(),
        TextOfOwnMethod);

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<PSObject, string>> Writing = new(
        "let an object keep a text",
        "every object of an unknown type that arrives",
        "it gets a ToString of its own that gives the text",
        [s_text, s_adapter, s_find],
        Bind,
        AddCodeMethod);

    /// <summary>The text; null if it keeps none.</summary>
    public static string? Of(PSObject value) => Reading.Call(value);

    /// <summary>Makes an object print as the one that it was made from.</summary>
    public static void Set(PSObject value, string text) => Writing.Call(value, text);

    /// <summary>The ToString of objects where the engine does not keep the text. Called by the engine.</summary>
    public static string ToString(PSObject value) => s_texts.TryGetValue(value, out string? text) ? text : string.Empty;

    // As the engine's deserializer does it: without an own method "$object" would list the properties.
    private static Action<PSObject, string>? Bind()
    {
        if (s_text.AsSetter<Action<PSObject, string>>() is not { } setText)
        {
            return null;
        }

        Func<object, string, PSMemberInfo> method = s_find.Method.MakeGenericMethod(typeof(PSMemberInfo))
            .CreateDelegate<Func<object, string, PSMemberInfo>>(s_adapter.Property.GetValue(null));
        return (value, text) =>
        {
            setText(value, text);
            value.Members.Add(method(value, MethodName), preValidated: true);
        };
    }

    private static void AddCodeMethod(PSObject value, string text)
    {
        s_texts.AddOrUpdate(value, text);
        MethodInfo method = ((Func<PSObject, string>)ToString).Method;
        value.Members.Add(new PSCodeMethod(MethodName, method), preValidated: true);
    }

    private static string? TextOfOwnMethod(PSObject value) =>
        InstanceMembers.Of(value)?.Any(IsToString) == true ? value.ToString() : null;

    private static bool IsToString(PSMemberInfo member) =>
        member is PSMethod or PSCodeMethod && member.Name == MethodName;
}
