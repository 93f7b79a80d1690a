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

    private protected sealed override void Answer(bool came)
    {
        try
        {
            base.Answer(came);
        }
        catch (Exception e) when (IsAnswered(e))
        {
            _acquired.Clear();
            throw;
        }
    }

    private protected sealed override void EndProcessingCore() => _acquired.Clear();

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
