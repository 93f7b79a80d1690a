using System.Reflection;
using Xunit.Sdk;

namespace Ipc.Tests;

/// <summary>
/// The rows of a theory of which each costs processes, and says much the same as its neighbours: every so many of them each day,
/// all of them in Soak. The test has <c>[Trait("Category", Turns.Category)]</c>, so that Soak runs it, too.
/// </summary>
/// <param name="member">The static property or method with all rows.</param>
/// <param name="parts">One of so many is tried every day.</param>
/// <param name="turn">Which one: 0 to <paramref name="parts"/> - 1.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MemberTurnsAttribute(string member, int parts, int turn = 0) : DataAttribute
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public;

    public string Member => member;

    public int Parts => parts;

    public int Turn => turn;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        Type type = testMethod.DeclaringType!;
        object? rows = type.GetProperty(member, Static)?.GetValue(null) ?? type.GetMethod(member, Static)!.Invoke(null, null);
        return Turns.Of((IEnumerable<object[]>)rows!, parts, turn);
    }
}
