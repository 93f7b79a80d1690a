namespace Ipc.Host.StandIns.Utility;

/// <summary>The exception of an error record that was written with a message only.</summary>
public sealed class WriteErrorException : Exception
{
    /// <summary>Makes one without a text of its own.</summary>
    public WriteErrorException()
        : base("The Write-Error cmdlet reported an error.")
    {
    }

    /// <summary>Makes one with this text.</summary>
    public WriteErrorException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with this text and cause.</summary>
    public WriteErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
