using System.Collections;
using Ipc.Commands;

namespace Ipc.Tests.Jobs;

/// <summary>What a worker is told, with a field missing or of another type: our error, whichever field it is.</summary>
public sealed class MessageFieldTests
{
    [Fact]
    public void A_damaged_field_is_corrupt_and_a_sound_message_is_read()
    {
        Check(new WorkerScript { Text = "1", Location = "/", Manifest = "m", Name = "n", Results = "r" }.ToMessage(), static fields => WorkerScript.FromMessage(fields));
        Check(new CallScript { Script = "1" }.ToMessage(), CallScript.FromMessage);
        Check(new PoolSetup().ToMessage(), PoolSetup.FromMessage);
        Check(new CarriedDefinitions().ToMessage(), CarriedDefinitions.FromMessage);
    }

    private static void Check(Hashtable message, Func<Hashtable, object> read)
    {
        Assert.NotNull(read(message));
        int refused = 0;
        foreach (string name in message.Keys.Cast<string>().ToArray())
        {
            foreach (object? wrong in (object?[])[null, new Version(1, 2)])
            {
                Exception? failure = Record.Exception(() => read(new Hashtable(message) { [name] = wrong }));
                Assert.True(failure is null or IpcException { Error: IpcError.Corrupt }, $"{name}: {failure}");
                refused += failure is null ? 0 : 1;
            }
        }

        Assert.True(refused > 0);
    }
}
