using System.Dynamic;
using System.Linq.Expressions;

namespace Ipc.Primitives;

/// <summary>
/// How a dynamic language reads and sets bytes of a memory by their index: <c>$memory[0]</c>, <c>$memory[0..3] = 1, 2,
/// 3, 4</c>. For more than some bytes take a view.
/// </summary>
internal sealed class MemoryBytes(Expression expression, IpcMemory memory)
    : DynamicMetaObject(expression, BindingRestrictions.Empty, memory)
{
    public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) =>
        Slices.Bind(this, Slices.GetMethod, indexes);

    public override DynamicMetaObject BindSetIndex(
        SetIndexBinder binder, DynamicMetaObject[] indexes, DynamicMetaObject value) =>
        Slices.Bind(this, Slices.SetMethod, indexes, value);
}
