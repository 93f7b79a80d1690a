using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// How a dynamic language reads an element of an array, one of a lock set, or what a value holds. PowerShell turns an
/// exception while reading into null, so that a wrong index or a removed object would go unnoticed. None can hold null,
/// so here null becomes the error again.
/// </summary>
internal sealed class CheckedReads(Expression expression, IpcObject target)
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
        IpcObject several = (IpcObject)target;
        IpcArray? array = target as IpcArray;
        if (result is not null && (result.GetType() == (array?.ElementType ?? typeof(IpcLock)) || result is Array))
        {
            return result; // An element, or a slice.
        }

        several.ThrowIfClosed();
        several.Region.ThrowIfEnded();
        string most = array is not null ? $"elements 0 to {array.Length - 1}" : $"locks 0 to {((IpcLockSet)target).Count - 1}";
        throw new ArgumentOutOfRangeException(nameof(index), index, $"The {several.Region.Describe()} has the {most}.");
    }

    private static object? CheckValue(object? result, object target)
    {
        if (result is null && target is IpcValue value)
        {
            value.ThrowIfClosed();
            value.Region.ThrowIfEnded();
        }

        return result;
    }
}
