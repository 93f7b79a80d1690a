using Ipc.Messages;

namespace Ipc.Primitives;

/// <summary>
/// What the first values of a store refer to, which are written before anybody can find it: whoever looked whether the
/// store refers to them would find no store. So their entries stay pending until it has its name.
/// </summary>
internal sealed class FirstReferences : IDisposable
{
    private readonly List<SentReferences> _sent = [];

    /// <summary>Whether the store was made; else they are taken back.</summary>
    public bool IsMade { get; set; }

    public void Add(SentReferences sent) => _sent.Add(sent);

    public void Dispose()
    {
        foreach (SentReferences one in _sent)
        {
            one.IsSent &= IsMade;
            one.Dispose();
        }
    }
}
