namespace Ipc.Commands;

/// <summary>
/// The base of the cmdlets after which something is held. Whoever is thrown out holds nothing: a warning that stops
/// the script, a later command that fails, Ctrl+C, or another object of the same call that could not be had give back
/// all that this call has acquired.
/// </summary>
public abstract class AcquireCommand : TimedAttemptCommand
{
    private readonly Stack<Action> _acquired = [];

    /// <summary>Notes what was acquired, before anything is written: writing is where one is thrown out.</summary>
    /// <param name="release">Gives it back.</param>
    private protected void Acquired(Action release) => _acquired.Push(release);

    private protected sealed override void Answer(bool came) => Give(() => base.Answer(came));

    /// <summary>Tells the user what is held from now on.</summary>
    /// <param name="write">Writes it.</param>
    private protected void Give(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (IsAnswered(e))
        {
            _acquired.Clear();
            throw;
        }
    }

    /// <summary>After the last object from the pipeline, before all that was acquired is the user's.</summary>
    private protected virtual void FinishCore()
    {
    }

    private protected sealed override void EndProcessingCore()
    {
        FinishCore();
        _acquired.Clear();
    }

    // Not after the end: then it has been emptied.
    private protected sealed override void DisposeCore()
    {
        while (_acquired.TryPop(out Action? release))
        {
            try
            {
                release();
            }
            catch (IpcException)
            {
                // Removed or closed meanwhile: it is not held any more.
            }
        }
    }
}
