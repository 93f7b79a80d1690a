using System.Globalization;

namespace Ipc.Platform.Linux;

/// <summary>What this process does on signals.</summary>
internal static class SignalState
{
    /// <summary>Whether it ignores one.</summary>
    public static bool IsIgnored(int signal)
    {
        const string Field = "SigIgn:";
        string? line = File.ReadLines("/proc/self/status").FirstOrDefault(
            static line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong mask)
            && (mask >> (signal - 1) & 1) != 0;
    }
}
