using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// The members that were added to one very object. The public way makes a wrapper for every member that the object has,
/// those of its type too.
/// </summary>
internal static class InstanceMembers
{
    private static readonly EngineMember s_has =
        EngineMember.OfMethod(typeof(PSObject), "PSObject.HasInstanceMembers", IsIt);

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSObject, IEnumerable<PSMemberInfo>?>> Operation = new(
        "read the members that an object was given",
        "every object with a wrapper that is sent",
        "the public Members are searched for them, which is slower",
        [s_has],
        Bind,
        FromAllMembers);

    /// <summary>Those members in order; null if there are none.</summary>
    public static IEnumerable<PSMemberInfo>? Of(PSObject value) => Operation.Call(value);

    private static bool IsIt(MethodInfo method) =>
        method.GetParameters() is [{ ParameterType: Type first }, { IsOut: true }] && first == typeof(object);

    private static Func<PSObject, IEnumerable<PSMemberInfo>?> Bind()
    {
        MethodInfo has = s_has.Method;
        ParameterExpression value = Expression.Parameter(typeof(PSObject));
        ParameterExpression members = Expression.Variable(has.GetParameters()[1].ParameterType.GetElementType()!);
        return Expression.Lambda<Func<PSObject, IEnumerable<PSMemberInfo>?>>(
            Expression.Block(
                [members],
                Expression.Condition(
                    Expression.Call(has, Expression.Convert(value, typeof(object)), members),
                    Expression.Convert(members, typeof(IEnumerable<PSMemberInfo>)),
                    Expression.Constant(null, typeof(IEnumerable<PSMemberInfo>)))),
            value).Compile();
    }

    private static List<PSMemberInfo>? FromAllMembers(PSObject value)
    {
        List<PSMemberInfo> own = value.Members.Where(WasGiven).ToList();
        return own.Count == 0 ? null : own;
    }

    // IsInstance says so of what the object's class has, too; and of the type names, once somebody has asked for them.
    private static bool WasGiven(PSMemberInfo member) =>
        member.IsInstance
        && member is PSNoteProperty or PSScriptProperty or PSAliasProperty or PSCodeProperty
            or PSPropertySet or PSMemberSet or PSScriptMethod or PSCodeMethod
        && !member.Name.Equals("pstypenames", StringComparison.OrdinalIgnoreCase);
}
