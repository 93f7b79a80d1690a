using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// Makes custom objects as the engine makes those of <c>[pscustomobject]@{}</c>: with room for the members, and each put
/// in once. The public way copies every member, enters every object in a global weak table and every name in a table that
/// is never cleared, at several times the cost. The names need not be entered: call sites look up the members of custom
/// objects each time.
/// </summary>
internal static class ObjectBuilder
{
    private const int Room = 8;
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Func<PSObject> s_make = BindMake();
    private static readonly Action<PSObject, PSNoteProperty> s_add = BindAdd();

    /// <summary>An empty custom object.</summary>
    public static PSObject Make() => s_make();

    /// <summary>Adds a property to an object from <see cref="Make"/>.</summary>
    public static void Add(PSObject target, string name, object? value) => s_add(target, new PSNoteProperty(name, value));

    private static Func<PSObject> BindMake() =>
        typeof(PSObject).GetConstructor([typeof(int)]) is ConstructorInfo constructor
            ? Expression.Lambda<Func<PSObject>>(Expression.New(constructor, Expression.Constant(Room))).Compile()
            : static () => new PSObject();

    private static Action<PSObject, PSNoteProperty> BindAdd()
    {
        PropertyInfo? members = typeof(PSObject).GetProperty("InstanceMembers", Hidden);
        MethodInfo? add = members?.PropertyType.GetMethod("Add", Hidden, [typeof(PSMemberInfo), typeof(bool)]);
        FieldInfo? owner = typeof(PSMemberInfo).GetField("instance", Hidden);
        if (add is null || owner is null)
        {
            return static (target, property) => target.Properties.Add(property, preValidated: true);
        }

        ParameterExpression target = Expression.Parameter(typeof(PSObject));
        ParameterExpression property = Expression.Parameter(typeof(PSNoteProperty));
        return Expression.Lambda<Action<PSObject, PSNoteProperty>>(
            Expression.Block(
                Expression.Assign(Expression.Field(property, owner), Expression.Convert(target, owner.FieldType)),
                Expression.Call(Expression.Property(target, members!), add, property, Expression.Constant(true))),
            target,
            property).Compile();
    }
}
