namespace Ipc.Tests.Fuzz;

/// <summary>What is fed with inputs.</summary>
internal interface ITarget : IDisposable
{
    /// <summary>Makes one input and feeds it.</summary>
    /// <returns>
    /// Whether it was taken; false when it was refused by an <see cref="IpcException"/> that says so.
    /// </returns>
    /// <remarks>Every other exception, a crash, or no return at all is a violation.</remarks>
    bool Feed(Random random);
}
