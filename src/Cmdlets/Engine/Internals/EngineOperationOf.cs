namespace Ipc.Commands;

/// <summary>
/// What is asked of the engine, as something to call. It is bound when it is made: a static field of a class of its own
/// holds it, so that this happens when it is first needed.
/// </summary>
/// <typeparam name="TCall">A delegate; nullable where its user has a fallback of its own.</typeparam>
internal sealed class EngineOperation<TCall> : EngineOperation
    where TCall : class?
{
    private readonly Func<TCall?> _bind;
    private readonly TCall _fallback;

    /// <summary>Binds it.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="neededBy">Who needs it.</param>
    /// <param name="without">What happens without it.</param>
    /// <param name="members">By which members.</param>
    /// <param name="bind">Makes the call, when all members are there; null if their types are others.</param>
    /// <param name="fallback">What is called instead.</param>
    public EngineOperation(
        string name, string neededBy, string without, EngineMember[] members, Func<TCall?> bind, TCall fallback)
        : base(name, neededBy, without, members)
    {
        _bind = bind;
        _fallback = fallback;
        Call = fallback;
        EngineInternals.Register(this);
    }

    /// <summary>The engine's way, or the fallback.</summary>
    public TCall Call { get; private set; }

    /// <inheritdoc/>
    public override void Bind()
    {
        TCall? bound = TryBind();
        IsBound = bound is not null;
        Call = bound ?? _fallback;
    }

    private TCall? TryBind()
    {
        foreach (EngineMember member in Members)
        {
            if (!member.IsThere || EngineInternals.IsHidden(member.Name))
            {
                return null;
            }
        }

        try
        {
            return _bind();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return null; // Whatever is different there, the fallback is for it.
        }
    }
}
