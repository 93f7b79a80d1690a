using System.Linq.Expressions;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Makes custom objects as the engine makes those of <c>[pscustomobject]@{}</c>: with room for the members, and each
/// put in once. The public way copies every member, enters every object in a global weak table and every name in a
/// table that is never cleared, at several times the cost. The names need not be entered: call sites look up the
/// members of custom objects each time.
/// </summary>
internal static class CustomObjects
{
    private const int Room = 8;

    private static readonly EngineMember s_make =
        EngineMember.OfConstructor(typeof(PSObject), "PSObject.new(capacity)", typeof(int));

    private static readonly EngineMember s_members =
        EngineMember.OfProperty(typeof(PSObject), "PSObject.InstanceMembers");

    private static readonly EngineMember s_add = EngineMember.OfMethod(
        s_members.Type, "PSMemberInfoCollection.Add", typeof(PSMemberInfo), typeof(bool));

    private static readonly EngineMember s_owner = EngineMember.OfField(typeof(PSMemberInfo), "PSMemberInfo.instance");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSObject>> Making = new(
        "make a custom object with room for its members",
        "every custom object that arrives",
        "it is made without room, which is slower",
        [s_make],
        static () => Expression.Lambda<Func<PSObject>>(
            Expression.New(s_make.Constructor, Expression.Constant(Room))).Compile(),
        static () => new PSObject());

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<PSObject, PSNoteProperty>> Adding = new(
        "put a property into a new custom object",
        "every custom object that arrives",
        "the public Properties take it, which is slower",
        [s_members, s_add, s_owner],
        BindAdding,
        static (target, property) => target.Properties.Add(property, preValidated: true));

    /// <summary>An empty custom object.</summary>
    public static PSObject Make() => Making.Call();

    /// <summary>Adds a property to an object from <see cref="Make"/>.</summary>
    public static void Add(PSObject target, PSNoteProperty property) => Adding.Call(target, property);

    private static Action<PSObject, PSNoteProperty> BindAdding()
    {
        ParameterExpression target = Expression.Parameter(typeof(PSObject));
        ParameterExpression property = Expression.Parameter(typeof(PSNoteProperty));
        MemberExpression members = Expression.Property(target, s_members.Property);
        return Expression.Lambda<Action<PSObject, PSNoteProperty>>(
            Expression.Block(
                Expression.Assign(Expression.Field(property, s_owner.Field), Expression.Convert(target, s_owner.Type!)),
                Expression.Call(members, s_add.Method, property, Expression.Constant(true))),
            target,
            property).Compile();
    }
}
