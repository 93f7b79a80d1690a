using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Finds the module's manifest, so that a worker can import the same module.</summary>
internal static class ModuleLocation
{
    private const string ManifestName = "Ipc.psd1";

    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/> when the assembly was loaded from outside the module.
    /// </exception>
    public static string Manifest(CommandInfo command)
    {
        string? folder = command.Module?.ModuleBase ?? Path.GetDirectoryName(typeof(ModuleLocation).Assembly.Location);
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string candidate = Path.Combine(folder, ManifestName);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new IpcException(
            IpcError.NotSupported, "The module's manifest was not found, so a worker could not load the module. "
                + $"Import it by its manifest: Import-Module <folder>/{ManifestName}.");
    }
}
