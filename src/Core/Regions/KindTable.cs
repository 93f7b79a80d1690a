namespace Ipc.Regions;

/// <summary>
/// The kinds of objects there are. Each registers itself when the assembly is loaded, so a new one changes nothing
/// here. Read by any thread; written only while the assembly is being loaded.
/// </summary>
internal static class KindTable
{
    private static KindDescriptor?[] s_kinds = [];

    /// <summary>All kinds, by their number.</summary>
    public static IEnumerable<KindDescriptor> All => s_kinds.OfType<KindDescriptor>();

    /// <summary>Adds a kind. Called once for each, by a module initializer of the kind.</summary>
    public static void Register(KindDescriptor descriptor)
    {
        int number = (int)descriptor.Kind;
        if (number >= s_kinds.Length)
        {
            Array.Resize(ref s_kinds, number + 1);
        }

        s_kinds[number] = descriptor;
    }

    /// <summary>What a kind is.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> for a number that no kind has here.
    /// </exception>
    public static KindDescriptor Of(IpcKind kind) => Find(kind) ?? throw new IpcException(
        IpcError.FormatMismatch,
        $"An object of kind {(int)kind} is not known to this version of Ipc. Use the same version in all processes.");

    /// <summary>What a kind is called in the middle of a sentence.</summary>
    public static string NameOf(IpcKind kind) => Find(kind)?.Name ?? $"object of kind {(int)kind}";

    /// <summary>The same with its article: a lock, an event.</summary>
    public static string WithArticle(IpcKind kind) => $"{Find(kind)?.Article ?? "an"} {NameOf(kind)}";

    private static KindDescriptor? Find(IpcKind kind) => (uint)kind < (uint)s_kinds.Length ? s_kinds[(int)kind] : null;
}
