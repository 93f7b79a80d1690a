using Ipc.Platform.CrashPoints;

namespace Ipc.Commands;

/// <summary>
/// What reading one message may cost: a number of steps for each of its bytes, so that a small message cannot keep its
/// reader busy. A step is some ten nanoseconds. What takes more than its bytes say is spent here: keys that are hard to
/// tell apart, types that are made for the first time. The caller's cancellation is looked at on the way.
/// </summary>
internal sealed class DecodingBudget
{
    /// <summary>Steps for each byte: what is dearest for its size among real messages takes a tenth of it.</summary>
    public const int StepsPerByte = 64;

    /// <summary>Steps that every message has: some tens of milliseconds, for what is dear only once.</summary>
    public const int StepsForAll = 4_000_000;

    /// <summary>What making a generic type for the first time takes, with the code that comes with it.</summary>
    public const int StepsForType = 100_000;

    private const int StepsBetweenLooks = 1 << 14;

    private CancellationToken _cancellation;
    private long _all;
    private long _left;
    private long _lookAt;

    /// <summary>Steps spent since <see cref="Begin"/>.</summary>
    public long Spent => _all - _left;

    /// <summary>Begins a message.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public void Begin(int length, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _all = _left = StepsForAll + ((long)length * StepsPerByte);
        _lookAt = _left - StepsBetweenLooks;
    }

    /// <summary>Takes steps.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: there are no more.</exception>
    /// <exception cref="OperationCanceledException">The caller does not want to wait any longer.</exception>
    public void Spend(long steps)
    {
        _left -= steps;
        if (_left < _lookAt)
        {
            Look();
        }
    }

    /// <summary>Forgets the caller.</summary>
    public void End() => _cancellation = default;

    private void Look()
    {
        _lookAt = _left - StepsBetweenLooks;
        _cancellation.ThrowIfCancellationRequested();
        if (_left < 0 && !CrashPoint.Has(PlantedBug.NoBudget))
        {
            MessageError.ThrowCorrupt("reading it takes far longer than a message of its size may");
        }
    }
}
