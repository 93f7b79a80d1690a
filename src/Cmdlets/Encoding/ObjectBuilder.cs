using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// Makes custom objects as the engine makes those of <c>[pscustomobject]@{}</c>: with room for the members, and each put
/// in once. The public way copies every member and enters every object in a global weak table, at several times the cost.
/// </summary>
internal static class ObjectBuilder
{
    private const int Room = 8;
    private const int Names = 256;
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Func<PSObject> s_make = BindMake();
    private static readonly Action<string>? s_engineAnnounce = BindAnnounce();
    private static readonly Action<string> s_announce = s_engineAnnounce ?? (static _ => { });
    private static readonly Action<PSObject, PSNoteProperty> s_add = BindAdd();
    private static readonly string?[] s_announced = new string?[Names];

    /// <summary>An empty custom object.</summary>
    public static PSObject Make() => s_make();

    /// <summary>Adds a property to an object from <see cref="Make"/>.</summary>
    public static void Add(PSObject target, string name, object? value)
    {
        s_add(target, new PSNoteProperty(name, value));
        Announce(name);
    }

    /// <summary>
    /// Tells the engine's call sites, once for each name, that some object has a member of its own by that name. The names
    /// of the last objects are remembered by reference: <see cref="NameCache"/> hands out the same strings again.
    /// </summary>
    private static void Announce(string name)
    {
        ref string? slot = ref s_announced[((name.Length * 31) + (name[0] * 7) + name[^1]) & (Names - 1)];
        if (!ReferenceEquals(slot, name))
        {
            s_announce(name);
            slot = name;
        }
    }

    private static Func<PSObject> BindMake() =>
        typeof(PSObject).GetConstructor([typeof(int)]) is ConstructorInfo constructor
            ? Expression.Lambda<Func<PSObject>>(Expression.New(constructor, Expression.Constant(Room))).Compile()
            : static () => new PSObject();

    private static Action<string>? BindAnnounce() =>
        typeof(PSObject).Assembly.GetType("System.Management.Automation.Language.PSGetMemberBinder")
            ?.GetMethod("SetHasInstanceMember", Hidden, [typeof(string)])?.CreateDelegate<Action<string>>();

    private static Action<PSObject, PSNoteProperty> BindAdd()
    {
        PropertyInfo? members = typeof(PSObject).GetProperty("InstanceMembers", Hidden);
        MethodInfo? add = members?.PropertyType.GetMethod("Add", Hidden, [typeof(PSMemberInfo), typeof(bool)]);
        FieldInfo? owner = typeof(PSMemberInfo).GetField("instance", Hidden);
        if (add is null || owner is null || s_engineAnnounce is null)
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
