using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Ipc.Commands;

/// <summary>Secrets, which arrive encrypted.</summary>
internal ref partial struct MessageReader
{
    private const int KeyIdLength = 8;
    private const int NonceLength = 12;

    private object ReadSecret()
    {
        string? user = ReadTextOrNull();
        ReadOnlySpan<byte> id = ReadBytes(KeyIdLength);
        ReadOnlySpan<byte> nonce = ReadBytes(NonceLength);
        ReadOnlySpan<byte> encrypted = ReadBytes(ReadLength(1));
        ReadOnlySpan<byte> tag = ReadBytes(AesGcm.TagByteSizes.MaxSize);
        if (encrypted.Length % sizeof(char) != 0)
        {
            MessageError.ThrowCorrupt("a secret is none");
        }

        SecretKey key = SecretKey.Current;
        if (!id.SequenceEqual(key.Id))
        {
            throw new IpcException(
                IpcError.NotSupported,
                "The message holds a secret that was encrypted with another key than this process has. Set "
                    + "IPC_KEY_FILE to the same file in both.");
        }

        SecureString secret = Decrypt(key, nonce, encrypted, tag, user);
        return user is null ? secret : user.Length == 0 ? PSCredential.Empty : new PSCredential(user, secret);
    }

    private static SecureString Decrypt(
        SecretKey key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> tag, string? user)
    {
        byte[] clear = GC.AllocateUninitializedArray<byte>(encrypted.Length, pinned: true);
        try
        {
            using (AesGcm algorithm = key.Open())
            {
                algorithm.Decrypt(nonce, encrypted, tag, clear, Encoding.UTF8.GetBytes(user ?? string.Empty));
            }

            SecureString secret = new();
            foreach (char unit in MemoryMarshal.Cast<byte, char>(clear))
            {
                secret.AppendChar(unit);
            }

            secret.MakeReadOnly();
            return secret;
        }
        catch (CryptographicException exception)
        {
            throw MessageError.Corrupt("a secret was changed", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }
}
