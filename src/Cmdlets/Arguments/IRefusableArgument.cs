namespace Ipc.Commands;

/// <summary>An argument that can carry what it cannot be, so that the cmdlet says what is wrong, and not the binder.</summary>
internal interface IRefusableArgument
{
    /// <summary>Notes what was passed instead; it is refused when it is used.</summary>
    void Refuse(object? given);
}
