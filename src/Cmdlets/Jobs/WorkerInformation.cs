namespace Ipc.Commands;

/// <summary>What <c>$IpcWorker</c> tells a script about the worker it runs in.</summary>
/// <param name="Name">The worker's name.</param>
/// <param name="Index">Its number among those started together, from 0.</param>
/// <param name="Count">How many were started together.</param>
/// <param name="ParentId">The process that started it.</param>
/// <param name="Id">Its own process.</param>
public sealed record WorkerInformation(string Name, int Index, int Count, int ParentId, int Id);
