using System.Collections.ObjectModel;
using System.Linq.Expressions;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Lists of type names, each made once and given to many objects.</summary>
internal static class SharedTypeNames
{
    private static readonly EngineMember s_names =
        EngineMember.OfProperty(typeof(PSObject), "PSObject.InternalTypeNames");

    private static readonly EngineMember s_make =
        EngineMember.OfConstructor(s_names.Type, "ConsolidatedString.new(strings)", typeof(IEnumerable<string>));

    private static readonly EngineMember s_copy =
        EngineMember.OfConstructor(s_names.Type, "ConsolidatedString.new(other)", s_names.Type ?? typeof(object));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<TypeNameLists> Operation = new(
        "give one list of type names to many objects",
        "every object with type names that arrives",
        "the public TypeNames of each are filled, which is slower",
        [s_names, s_make, s_copy],
        Bind,
        new TypeNameLists(static names => new Collection<string>(names), FillPublicList));

    /// <summary>A list of type names that <see cref="Set"/> can copy for many objects.</summary>
    public static Collection<string> Make(string[] names) => Operation.Call.Make(names);

    /// <summary>Replaces the type names by a copy of a list from <see cref="Make"/>.</summary>
    public static void Set(PSObject value, Collection<string> names) => Operation.Call.Set(value, names);

    private static TypeNameLists Bind()
    {
        ParameterExpression strings = Expression.Parameter(typeof(string[]));
        ParameterExpression value = Expression.Parameter(typeof(PSObject));
        ParameterExpression names = Expression.Parameter(typeof(Collection<string>));
        return new TypeNameLists(
            Expression.Lambda<Func<string[], Collection<string>>>(
                Expression.New(s_make.Constructor, Expression.Convert(strings, typeof(IEnumerable<string>))),
                strings).Compile(),
            Expression.Lambda<Action<PSObject, Collection<string>>>(
                Expression.Assign(
                    Expression.Property(value, s_names.Property),
                    Expression.New(s_copy.Constructor, Expression.Convert(names, s_names.Type!))),
                value,
                names).Compile());
    }

    private static void FillPublicList(PSObject value, Collection<string> names)
    {
        value.TypeNames.Clear();
        foreach (string name in names)
        {
            value.TypeNames.Add(name);
        }
    }
}
