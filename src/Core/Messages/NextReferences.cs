using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>
/// What the next message refers to, which a receiver holds before it takes the message. (1) Inside the container, it is
/// seen that the message refers to something; (2) outside, all that is opened; (3) inside again, the message is taken
/// if what is held is what the next one refers to, else it begins again: others may have been faster.
/// </summary>
internal sealed class NextReferences : IDisposable
{
    private byte[] _wanted = [];
    private HeldReferences? _held;

    /// <summary>Step 1 and 3: whether the message may be taken now. Inside the mutex.</summary>
    /// <param name="references">What the next message refers to; not empty.</param>
    /// <returns>False when it is to be opened first.</returns>
    public bool Covers(ReadOnlySpan<byte> references)
    {
        if (_held is not null && references.SequenceEqual(_wanted))
        {
            return true;
        }

        _wanted = references.ToArray();
        return false;
    }

    /// <summary>Step 2. Outside the mutex.</summary>
    public void Open()
    {
        Dispose();
        if (_wanted.Length > 0)
        {
            _held = HeldReferences.Open(_wanted);
        }
    }

    /// <summary>After the message has been taken: looks at what it refers to, and hands that on.</summary>
    /// <param name="container">Where it was taken from.</param>
    /// <param name="output">
    /// Holds it until it has been read. A writer of the caller's own holds nothing: who receives bytes opens what they
    /// refer to before.
    /// </param>
    public void HandOver(Region container, MessageBuffer? output)
    {
        HeldReferences? held = _held;
        _held = null;
        held?.LookAt(container.Instance);
        if (held is not null && output is not null)
        {
            output.Hold(held);
        }
        else
        {
            held?.Dispose();
        }
    }

    /// <summary>The message was copied and stays where it is: hands what it refers to on.</summary>
    /// <param name="output">Holds it until it has been read; null for bytes only.</param>
    public void Keep(MessageBuffer? output)
    {
        if (output is not null && _held is { } held)
        {
            _held = null;
            output.Hold(held);
        }
    }

    public void Dispose()
    {
        _held?.Dispose();
        _held = null;
    }
}
