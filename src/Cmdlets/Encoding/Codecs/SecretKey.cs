using System.Security.Cryptography;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <summary>
/// The key with which this user's secrets are encrypted while they are in shared memory. It stands in a file of the
/// user's own outside of shared memory, made when first needed: <c>IPC_KEY_FILE</c>, or <c>ipc/key</c> in the folder
/// for the user's local data. What holds for the folder of shared memory holds for the file: it must be the user's,
/// closed to others, with nobody else's link or folder on the way. What was made in one process is read by the other,
/// so the file is put in place whole and never changed.
/// </summary>
internal sealed class SecretKey
{
    private const int Length = 32;
    private const int IdLength = 8;

    private static SecretKey? s_current;

    private readonly string _path;
    private readonly byte[] _key;

    private SecretKey(string path, byte[] key)
    {
        _path = path;
        _key = key;
        Id = SHA256.HashData(key)[..IdLength];
    }

    /// <summary>Says which key it is, and nothing else about it.</summary>
    public byte[] Id { get; }

    /// <summary>The key of this process's user.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AccessDenied"/>, <see cref="IpcError.NotSupported"/>.
    /// </exception>
    public static SecretKey Current
    {
        get
        {
            string path = Locate();
            return s_current is { } known && known._path == path ? known : s_current = At(path);
        }
    }

    /// <summary>The algorithm with this key.</summary>
    public AesGcm Open() => new(_key, AesGcm.TagByteSizes.MaxSize);

    private static string Locate()
    {
        if (Environment.GetEnvironmentVariable("IPC_KEY_FILE") is { Length: > 0 } given)
        {
            return Path.GetFullPath(given);
        }

        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "ipc", "key")
            : throw new IpcException(
                IpcError.NotSupported,
                "A secret needs a key outside of shared memory, and this user has no home folder for it. Set "
                    + "IPC_KEY_FILE to a file of the user's, the same in every process.");
    }

    /// <summary>The key in a file, which is made if it is not there.</summary>
    internal static SecretKey At(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                PrivateFile.CreateOnce(path, RandomNumberGenerator.GetBytes(Length));
            }

            if (PrivateFile.Refuse(path) is string reason)
            {
                throw Refuse(path, reason);
            }

            byte[] key = File.ReadAllBytes(path);
            return key.Length == Length ? new SecretKey(path, key) : throw Refuse(path, $"it has {key.Length} bytes "
                + $"and not {Length}; delete it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IpcException(
                IpcError.NotSupported, $"The key for secrets, '{path}', cannot be read or made: {e.Message} Set "
                    + "IPC_KEY_FILE to another file, the same in every process.", e);
        }
    }

    private static IpcException Refuse(string path, string reason) => new(
        IpcError.AccessDenied, $"The key for secrets, '{path}', is not used, because {reason}. IPC_KEY_FILE names "
            + "another file.");
}
