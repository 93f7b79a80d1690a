namespace Ipc.Tests.Crashes;

/// <summary>
/// One operation of one kind of object, what surrounds it, and what must hold after the process that carries it out was
/// killed, or while it is paused, at any of its steps.
/// </summary>
internal abstract class CrashScenario
{
    /// <summary>Makes the object that it is about, in the process of the test.</summary>
    public abstract IpcObject Make();

    /// <summary>What the victim opens of it; nothing when the command does that itself.</summary>
    public virtual bool VictimOpens => true;

    /// <summary>The end of a pipe that the victim opens.</summary>
    public virtual string VictimEnd => "right";

    /// <summary>Brings the others to where they are when the operation begins.</summary>
    public virtual void Prepare(CrashStage stage)
    {
    }

    /// <summary>What the victim does when it is killed or paused.</summary>
    public abstract string Command { get; }

    /// <summary>Has the victim begin, and does what the operation waits for.</summary>
    public virtual void Act(CrashStage stage) => stage.Victim.Tell(Command);

    /// <summary>The victim is paused: nobody robs it.</summary>
    public virtual void WhilePaused(CrashStage stage)
    {
    }

    /// <summary>The victim goes on: what its operation still waits for is done.</summary>
    public virtual void WhileGoingOn(CrashStage stage)
    {
    }

    /// <summary>The victim is dead: the others go on, and nothing is lost.</summary>
    public abstract void AfterDeath(CrashStage stage);

    /// <summary>The victim has gone on and has answered: everything is as if nothing had been.</summary>
    public abstract void AfterAll(CrashStage stage, string answer);
}
