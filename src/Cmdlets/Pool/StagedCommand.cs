namespace Ipc.Commands;

/// <summary>The base of a cmdlet that has parameters of the names Begin and End.</summary>
public abstract class StagedCommand : IpcCommand
{
    /// <summary>Before the first object from the pipeline.</summary>
    private protected abstract void OnStart();

    /// <summary>For each object from the pipeline, or once.</summary>
    private protected abstract void OnInput();

    /// <summary>After the last object from the pipeline.</summary>
    private protected abstract void OnInputEnded();

    private protected sealed override void Begin() => OnStart();

    private protected sealed override void Process() => OnInput();

    private protected sealed override void End() => OnInputEnded();
}
