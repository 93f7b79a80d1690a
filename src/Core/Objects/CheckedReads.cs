using System.Dynamic;
using System.Linq.Expressions;

namespace Ipc;

/// <summary>
/// How a dynamic language reads an element of an array, or what a value holds. PowerShell turns an exception while reading into
/// null, so that a wrong index or a removed object would go unnoticed. Neither can hold null, so here null becomes the error again.
/// </summary>
internal sealed class CheckedReads(Expression expression, IpcLockable target)
    : DynamicMetaObject(expression, BindingRestrictions.Empty, target)
{
    public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) =>
        Check(base.BindGetIndex(binder, indexes), nameof(CheckElement), indexes[0].Expression);

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder)
    {
        DynamicMetaObject read = base.BindGetMember(binder);
        return string.Equals(binder.Name, "Value", StringComparison.OrdinalIgnoreCase) ? Check(read, nameof(CheckValue)) : read;
    }

    private DynamicMetaObject Check(DynamicMetaObject read, string check, params Expression[] more)
    {
        IEnumerable<Expression> arguments = more.Prepend(Expression).Prepend(read.Expression).Select(e => Expression.Convert(e, typeof(object)));
        return new DynamicMetaObject(
            Expression.Call(typeof(CheckedReads), check, null, [.. arguments]),
            read.Restrictions.Merge(BindingRestrictions.GetTypeRestriction(Expression, LimitType)));
    }

    private static object CheckElement(object? result, object target, object? index)
    {
        IpcArray array = (IpcArray)target;
        if (result is not null && (result.GetType() == array.ElementType || result is Array))
        {
            return result; // An element, or a slice.
        }

        array.Region.ThrowIfEnded();
        throw new ArgumentOutOfRangeException(
            nameof(index), index, $"The {array.Region.Describe()} has the elements 0 to {array.Length - 1}.");
    }

    private static object? CheckValue(object? result, object target)
    {
        if (result is null && target is IpcValue value)
        {
            value.Region.ThrowIfEnded();
        }

        return result;
    }
}
