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
    public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) => indexes.Length != 1
        ? base.BindGetIndex(binder, indexes)
        : new DynamicMetaObject(
            Expression.Call(Target, nameof(IReadByIndex.ReadAt), null, AsObject(indexes[0])), RestrictionsOf(indexes[0]));

    public override DynamicMetaObject BindSetIndex(SetIndexBinder binder, DynamicMetaObject[] indexes, DynamicMetaObject value)
    {
        if (indexes.Length != 1)
        {
            return base.BindSetIndex(binder, indexes, value);
        }

        ParameterExpression kept = Expression.Variable(typeof(object));
        return new DynamicMetaObject(
            Expression.Block(
                [kept],
                Expression.Assign(kept, AsObject(value)),
                Expression.Call(Target, nameof(IReadByIndex.WriteAt), null, AsObject(indexes[0]), kept),
                kept),
            RestrictionsOf(indexes[0], value));
    }

    private UnaryExpression Target => Expression.Convert(Expression, typeof(IReadByIndex));

    private static UnaryExpression AsObject(DynamicMetaObject one) => Expression.Convert(one.Expression, typeof(object));

    private BindingRestrictions RestrictionsOf(params DynamicMetaObject[] others)
    {
        BindingRestrictions restrictions = BindingRestrictions.GetTypeRestriction(Expression, LimitType);
        return Array.ConvertAll(others, one => one.Restrictions).Aggregate(restrictions, (all, one) => all.Merge(one));
    }
}
