using System.Diagnostics;
using Ipc;
using Ipc.Examples;

// The second process: it opens what the first one has made, by the ids that it was given.
if (args is [string queueId, string totalId])
{
    using IpcQueue jobs = IpcQueue.Open(queueId, new TextEncoding());
    using IpcValue<long> sum = (IpcValue<long>)IpcValue.Open(totalId);
    while (jobs.TryReceive(out object? job, Timeout.InfiniteTimeSpan) == IpcReceiveResult.Received)
    {
        sum.Add(((string)job!).Length);
    }

    return;
}

using IpcQueue queue = IpcQueue.Create(encoding: new TextEncoding());
using IpcValue<long> total = (IpcValue<long>)IpcValue.Create(0L);
using Process worker = Process.Start("dotnet", [typeof(TextEncoding).Assembly.Location, queue.Id, total.Id]);
foreach (string word in (string[])["shared", "memory", "from", "C#"])
{
    queue.Send(word);
}

queue.Complete();
worker.WaitForExit();
Console.WriteLine(total.Value); // 18
