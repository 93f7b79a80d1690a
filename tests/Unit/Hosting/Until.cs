using System.Diagnostics;
using Ipc.Messages;
using Ipc.Regions;

namespace Ipc.Tests.Hosting;

/// <summary>Handshakes: the test goes on when it is so, not when some time has passed.</summary>
internal static class Until
{
    /// <summary>Returns when the condition holds; fails the test if it never does.</summary>
    public static void True(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < HostedShell.Watchdog, $"Never happened: {what}.");
            Thread.Sleep(1);
        }
    }

    /// <summary>Returns when somebody sleeps because there is nothing to receive.</summary>
    public static void ReceiverSleeps(IpcChannel channel, int list = 0) =>
        True(() => (new MessageList(channel.Region, list).Items.Value & 1) != 0, "a receiver sleeps");

    /// <summary>Returns when somebody sleeps because there is no room.</summary>
    public static void SenderSleeps(IpcChannel channel, int list = 0) =>
        True(() => (new MessageList(channel.Region, list).Space.Value & 1) != 0, "a sender sleeps");
}
