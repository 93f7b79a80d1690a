using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// A type or member of PowerShell or .NET that this assembly is not compiled against: it is not public, or the
/// reference assembly does not know it. It is looked up when this is made.
/// </summary>
internal sealed class EngineMember
{
    private const BindingFlags All =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly MemberInfo? _found;

    private EngineMember(string name, MemberInfo? found)
    {
        Name = name;
        _found = found;
    }

    /// <summary>Its type and its name, as in "ScriptBlock.InvokeWithPipe"; a constructor is called "new".</summary>
    public string Name { get; }

    /// <summary>Whether the engine has it.</summary>
    public bool IsThere => _found is not null;

    /// <summary>It, if it is a type; else the type of its value. Null if it is missing.</summary>
    public Type? Type => _found switch
    {
        Type known => known,
        PropertyInfo known => known.PropertyType,
        FieldInfo known => known.FieldType,
        _ => null,
    };

    /// <summary>It, where it is known to be there and a method.</summary>
    public MethodInfo Method => (MethodInfo)_found!;

    /// <summary>It, where it is known to be there and a property.</summary>
    public PropertyInfo Property => (PropertyInfo)_found!;

    /// <summary>It, where it is known to be there and a field.</summary>
    public FieldInfo Field => (FieldInfo)_found!;

    /// <summary>It, where it is known to be there and a constructor.</summary>
    public ConstructorInfo Constructor => (ConstructorInfo)_found!;

    /// <summary>A type of the assembly that another type is in.</summary>
    /// <param name="neighbour">A type of the same assembly.</param>
    /// <param name="fullName">Its name. Never one from a message.</param>
    public static EngineMember OfType(Type neighbour, string fullName) =>
        new(Last(fullName).Split('`')[0], neighbour.Assembly.GetType(fullName));

    /// <summary>A method with parameters of these very types.</summary>
    public static EngineMember OfMethod(Type? owner, string name, params Type[] parameters) =>
        new(name, owner?.GetMethod(Last(name), All, parameters));

    /// <summary>A method whose parameters have types that cannot be named here.</summary>
    public static EngineMember OfMethod(Type? owner, string name, Func<MethodInfo, bool> isIt)
    {
        string last = Last(name);
        return new(name, owner?.GetMethods(All).FirstOrDefault(method => method.Name == last && isIt(method)));
    }

    /// <summary>A property.</summary>
    public static EngineMember OfProperty(Type? owner, string name) =>
        new(name, owner?.GetProperty(Last(name), All));

    /// <summary>A field.</summary>
    public static EngineMember OfField(Type? owner, string name) => new(name, owner?.GetField(Last(name), All));

    /// <summary>A constructor with parameters of these very types.</summary>
    public static EngineMember OfConstructor(Type? owner, string name, params Type[] parameters) =>
        new(name, owner?.GetConstructor(All & ~BindingFlags.Static, parameters));

    /// <summary>The method, or the getter of the property, as a delegate; null if it has another signature.</summary>
    public TDelegate? As<TDelegate>()
        where TDelegate : Delegate =>
        ToDelegate<TDelegate>(_found as MethodInfo ?? (_found as PropertyInfo)?.GetMethod);

    /// <summary>The setter of the property as a delegate; null if it has none or another signature.</summary>
    public TDelegate? AsSetter<TDelegate>()
        where TDelegate : Delegate =>
        ToDelegate<TDelegate>((_found as PropertyInfo)?.SetMethod);

    private static TDelegate? ToDelegate<TDelegate>(MethodInfo? method)
        where TDelegate : Delegate =>
        method is null
            ? null
            : (TDelegate?)Delegate.CreateDelegate(typeof(TDelegate), method, throwOnBindFailure: false);

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
