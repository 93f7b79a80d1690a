namespace Ipc.HelpWriter;

/// <summary>Where the manual is that <c>Get-Help -Online</c> opens.</summary>
internal static class OnlineManual
{
    /// <summary>
    /// The address of its folder, the one place where it stands. Nothing is published yet, and nobody can have this
    /// name.
    /// </summary>
    public const string Address = "https://ipc.example/manual/";

    /// <summary>The first related link of a cmdlet: the engine opens the first that has an address.</summary>
    public static LinkHelp LinkTo(string cmdlet) => new("Online version:", $"{Address}cmdlets/{cmdlet}.html");
}
