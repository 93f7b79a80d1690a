namespace Ipc.Model;

/// <summary>The rules for names. A name becomes a file name, on every system the same one.</summary>
internal static class IpcName
{
    public const int Longest = 100;

    /// <summary>What the file of an anonymous object begins with. No name may.</summary>
    public const char AnonymousMark = '~';

    private const string Rule =
        "Use 1 to 100 of the letters a-z, the digits, '.', '_', '-' and spaces, beginning with a letter or digit.";

    // Windows gives these to devices, with any ending. Refused everywhere, so that a script runs everywhere.
    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>Checks a name.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.InvalidName"/>.</exception>
    public static void Validate(string name)
    {
        string? reason = Refuse(name);
        if (reason is not null)
        {
            throw new IpcException(IpcError.InvalidName, $"{Show(name)} cannot be the name of an Ipc object: "
                + $"{reason} {Rule}");
        }
    }

    /// <summary>Names differ neither by case nor by system: this is the file's name.</summary>
    public static string ToFileName(string nameOrId) =>
        nameOrId.Length > 0 && nameOrId[0] == AnonymousMark ? CheckId(nameOrId) : nameOrId.ToLowerInvariant();

    public static string NewAnonymousId() => AnonymousMark + Guid.NewGuid().ToString("N");

    private static string CheckId(string id)
    {
        bool sound = id.Length == 33;
        for (int i = 1; sound && i < id.Length; i++)
        {
            sound = char.IsAsciiHexDigitLower(id[i]);
        }

        return sound ? id : throw new IpcException(IpcError.InvalidName, $"{Show(id)} is not the id of an anonymous "
            + "Ipc object.");
    }

    private static string? Refuse(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "it is empty.";
        }

        if (name.Length > Longest)
        {
            return $"it has {name.Length} characters.";
        }

        if (!char.IsAsciiLetterOrDigit(name[0]))
        {
            return "it begins with another character than a letter or digit.";
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or ' '))
            {
                return $"it has the character {(char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : $"'{c}'")}.";
            }
        }

        if (name[^1] is '.' or ' ')
        {
            return "it ends with a dot or a space.";
        }

        return s_devices.Contains(name.Split('.')[0].TrimEnd()) ? "it is the name of a device on Windows." : null;
    }

    private static string Show(string name)
    {
        string head = name.Length > 40 ? name[..40] + "..." : name;
        return $"'{string.Concat(head.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
