using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// How a dynamic language reads and sets elements of an array or of a view of memory, reads one of a lock set, or what
/// a value holds. PowerShell turns an exception while reading into null, so that a wrong index or a removed object
/// would go unnoticed. Elements cannot be null, so here null becomes the error again. Of itself it sets no slices; here
/// <c>$array[0..1] = 7, 8</c> does.
/// </summary>
internal sealed class CheckedReads(Expression expression, object target)
    : DynamicMetaObject(expression, BindingRestrictions.Empty, target)
{
    public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) =>
        Check(base.BindGetIndex(binder, indexes), nameof(CheckElement), indexes[0].Expression);

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder)
    {
        DynamicMetaObject read = base.BindGetMember(binder);
        return string.Equals(binder.Name, "Value", StringComparison.OrdinalIgnoreCase) ? Check(read, nameof(CheckValue)) : read;
    }

    public override DynamicMetaObject BindSetIndex(
        SetIndexBinder binder, DynamicMetaObject[] indexes, DynamicMetaObject value)
    {
        if (Value is not IElements || !Slices.IsSlice(indexes))
        {
            return base.BindSetIndex(binder, indexes, value);
        }

        return new DynamicMetaObject(
            Expression.Call(
                typeof(Slices),
                nameof(Slices.Set),
                null,
                Expression.Convert(Expression, typeof(IElements)),
                IndexedReads.IndexOf(indexes),
                Expression.Convert(value.Expression, typeof(object))),
            indexes.Aggregate(OfThisType(), (all, one) => all.Merge(OfType(one))));
    }

    private DynamicMetaObject Check(DynamicMetaObject read, string check, params Expression[] more)
    {
        IEnumerable<Expression> arguments = more.Prepend(Expression).Prepend(read.Expression).Select(e => Expression.Convert(e, typeof(object)));
        return new DynamicMetaObject(
            Expression.Call(typeof(CheckedReads), check, null, [.. arguments]), read.Restrictions.Merge(OfThisType()));
    }

    private BindingRestrictions OfThisType() => OfType(this);

    private static BindingRestrictions OfType(DynamicMetaObject one) => one.HasValue && one.Value is null
        ? BindingRestrictions.GetInstanceRestriction(one.Expression, null)
        : BindingRestrictions.GetTypeRestriction(one.Expression, one.LimitType);

    private static object CheckElement(object? result, object target, object? index)
    {
        IElements? elements = target as IElements;
        if (result is not null && (result.GetType() == (elements?.ElementType ?? typeof(IpcLock)) || result is Array))
        {
            return result; // An element, or a slice.
        }

        if (elements is not null)
        {
            elements.ThrowIfUnusable();
            throw Slices.OutOfRange(elements, index);
        }

        IpcLockSet locks = (IpcLockSet)target;
        locks.ThrowIfClosed();
        locks.Region.ThrowIfEnded();
        throw new ArgumentOutOfRangeException(
            nameof(index), index, $"The {locks.Region.Describe()} has the locks 0 to {locks.Count - 1}.");
    }

    private static object? CheckValue(object? result, object target)
    {
        if (result is null && target is IpcValue value)
        {
            value.ThrowIfClosed();
            value.Region.ThrowIfEnded();
            return (value as IpcObjectValue)?.GetValue(); // It may be null; what went wrong is thrown once more.
        }

        return result;
    }
}
