using System.Runtime.CompilerServices;
using Ipc.Commands;

namespace Ipc.Tests.Cmdlets;

/// <summary>A named object is held for as long as it is open, and no longer.</summary>
public sealed class NamedObjectsTests
{
    [Fact]
    public void Held_without_a_handle_until_it_is_closed()
    {
        string name = $"held-{Guid.NewGuid():N}";
        WeakReference made = Make(name);
        Assert.True(IsAlive(made));
        Close(made);
        Assert.False(IsAlive(made));
        Assert.Throws<IpcException>(() => IpcLock.Open(name));
    }

    [Fact]
    public void Closing_one_handle_keeps_the_one_that_came_after_it()
    {
        string name = $"held-{Guid.NewGuid():N}";
        IpcLock first = NamedObjects.Keep(IpcLock.Create(name));
        WeakReference second = Make(name, make: false);
        first.Close();
        Assert.True(IsAlive(second));
        Close(second);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Make(string name, bool make = true) =>
        new(NamedObjects.Keep(make ? IpcLock.Create(name) : IpcLock.Open(name)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Close(WeakReference made) => ((IpcLock)made.Target!).Close();

    private static bool IsAlive(WeakReference made)
    {
        for (int i = 0; made.IsAlive && i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return made.IsAlive;
    }
}
