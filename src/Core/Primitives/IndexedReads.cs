using System.Dynamic;
using System.Linq.Expressions;

namespace Ipc.Primitives;

/// <summary>
/// How a dynamic language reads and sets what stands at an index. PowerShell turns an exception while reading into null,
/// and so a removed object would look empty: here it is the object itself that is asked.
/// </summary>
internal sealed class IndexedReads(Expression expression, IReadByIndex target)
    : DynamicMetaObject(expression, BindingRestrictions.Empty, target)
{
    // What can be read of an object that has ended, and what PowerShell itself asks every object for.
    private static readonly HashSet<string> s_ofEnded = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(IpcObject.Name), nameof(IpcObject.Id), nameof(IpcObject.Kind), nameof(IpcObject.IsPersistent),
        nameof(IpcObject.IsRemoved), nameof(IpcObject.IsClosed), nameof(IpcDictionary.IsCaseSensitive),
        "PSObject", "PSBase", "PSTypeNames", "PSAdapted", "PSExtended",
    };

    /// <summary>Whether a property can be read of an object that has ended.</summary>
    public static bool IsOfEnded(string member) => s_ofEnded.Contains(member);

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder)
    {
        DynamicMetaObject read = base.BindGetMember(binder);
        return new DynamicMetaObject(
            Expression.Block(
                Expression.Call(Target, nameof(IReadByIndex.ThrowIfEnded), null, Expression.Constant(binder.Name)),
                Expression.Convert(read.Expression, typeof(object))),
            read.Restrictions.Merge(BindingRestrictions.GetTypeRestriction(Expression, LimitType)));
    }

    public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) => new(
        Expression.Call(Target, nameof(IReadByIndex.ReadAt), null, IndexOf(indexes)), RestrictionsOf(indexes));

    public override DynamicMetaObject BindSetIndex(SetIndexBinder binder, DynamicMetaObject[] indexes, DynamicMetaObject value)
    {
        ParameterExpression kept = Expression.Variable(typeof(object));
        return new DynamicMetaObject(
            Expression.Block(
                [kept],
                Expression.Assign(kept, AsObject(value)),
                Expression.Call(Target, nameof(IReadByIndex.WriteAt), null, IndexOf(indexes), kept),
                kept),
            RestrictionsOf([.. indexes, value]));
    }

    /// <summary>One index as it is, several (<c>$a[0, 2] = ...</c>) as an array.</summary>
    public static Expression IndexOf(DynamicMetaObject[] indexes) => indexes is [var only]
        ? AsObject(only)
        : Expression.NewArrayInit(typeof(object), indexes.Select(AsObject));

    private UnaryExpression Target => Expression.Convert(Expression, typeof(IReadByIndex));

    private static UnaryExpression AsObject(DynamicMetaObject one) => Expression.Convert(one.Expression, typeof(object));

    private BindingRestrictions RestrictionsOf(params DynamicMetaObject[] others)
    {
        BindingRestrictions restrictions = BindingRestrictions.GetTypeRestriction(Expression, LimitType);
        return Array.ConvertAll(others, one => one.Restrictions).Aggregate(restrictions, (all, one) => all.Merge(one));
    }
}
