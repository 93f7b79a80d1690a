using System.Management.Automation;
using System.Text;

namespace Ipc.Host.StandIns.Management;

/// <summary>The names that <c>-Encoding</c> takes.</summary>
internal static class TextEncoding
{
    /// <summary>What is written when nothing is said.</summary>
    public static Encoding Default { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Finds an encoding by PowerShell's name for it, else by .NET's.</summary>
    public static Encoding Find(string? name) => name?.ToUpperInvariant() switch
    {
        null or "UTF8" or "UTF8NOBOM" or "DEFAULT" => Default,
        "UTF8BOM" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        "ASCII" => Encoding.ASCII,
        "UNICODE" => Encoding.Unicode,
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "UTF32" => Encoding.UTF32,
        _ => FindByNetName(name),
    };

    private static Encoding FindByNetName(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException exception)
        {
            throw new PSArgumentException($"'{name}' is not an encoding.", exception);
        }
    }
}
