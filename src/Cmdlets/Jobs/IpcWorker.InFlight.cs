namespace Ipc.Commands;

/// <content>
/// What is on its way to the worker and refers to live objects: they are held here until the worker says that it has
/// opened them, or has ended, however that came.
/// </content>
public sealed partial class IpcWorker
{
    private readonly object _inFlightGate = new();
    private readonly Dictionary<long, InFlightHandles> _inputsInFlight = [];
    private readonly List<IDisposable> _arrived = [];

    // An input goes to this worker.
    private void Hold(ReadOnlySpan<byte> message, InFlightHandles? handles)
    {
        if (handles is not null)
        {
            lock (_inFlightGate)
            {
                _inputsInFlight.Add(Frame.Read(ref message).Header.Item, handles.Share());
            }
        }
    }

    // Inside the arrival gate: closing may have to wait, and is done behind it.
    private void OnInputArrived(long number)
    {
        lock (_inFlightGate)
        {
            if (_inputsInFlight.Remove(number, out InFlightHandles? handles))
            {
                _arrived.Add(handles);
            }
        }
    }

    // Outside of all gates.
    private void ReleaseArrived()
    {
        IDisposable[] arrived;
        lock (_inFlightGate)
        {
            if (_hasStarted)
            {
                TakeStart();
            }

            if (_finalState is not null)
            {
                TakeAll();
            }

            if (_arrived.Count == 0)
            {
                return;
            }

            arrived = [.. _arrived];
            _arrived.Clear();
        }

        Array.ForEach(arrived, static one => one.Dispose());
    }

    // The worker has ended, or will never begin.
    private void ReleaseInFlight()
    {
        lock (_inFlightGate)
        {
            TakeAll();
        }

        ReleaseArrived();
    }

    private void TakeAll()
    {
        TakeStart();
        _arrived.AddRange(_inputsInFlight.Values);
        _inputsInFlight.Clear();
    }

    private void TakeStart()
    {
        if (_start is not null)
        {
            _arrived.Add(_start);
            _start = null;
        }
    }
}
