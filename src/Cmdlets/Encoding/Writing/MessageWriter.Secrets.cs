using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Ipc.Commands;

/// <summary>
/// Secrets, where the sender allows them. Their characters are encrypted on their way into the message, so that no
/// buffer, no chunk of shared memory and no lease ever has them in clear, whoever dies when.
/// </summary>
internal ref partial struct MessageWriter
{
    private const int NonceLength = 12;

    /// <summary>
    /// Where it is not allowed: as an argument a secret is refused; as a property of, say, what Get-Location gives (its
    /// drive has an empty credential) it crosses as the name of its type.
    /// </summary>
    private void WriteSecret(object value)
    {
        if (_session.AllowSecret && value is SecureString secret)
        {
            WriteEncrypted(null, secret);
        }
        else if (_session.AllowSecret && value is PSCredential credential)
        {
            WriteEncrypted(credential.UserName ?? string.Empty, credential.Password ?? new SecureString());
        }
        else if (_insideBag)
        {
            WriteTextOrNull(value.GetType().FullName);
        }
        else
        {
            throw new RefusedValueException(
                $"is a {value.GetType()}, and a secret is sent only when that is asked for",
                value is SecureString or PSCredential
                    ? "Send it with -AllowSecret, which encrypts it on the way; or let the other process get the "
                        + "secret itself, for instance from a vault."
                    : "Send the user name, and let the other process get the secret itself, for instance from a "
                        + "vault.");
        }
    }

    private void WriteEncrypted(string? user, SecureString secret)
    {
        SecretKey key = SecretKey.Current;
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        WriteTag(MessageTag.Secret);
        WriteTextOrNull(user);
        WriteBytes(key.Id);
        WriteBytes(nonce);
        int length = secret.Length * sizeof(char);
        WriteVarint((uint)length);
        int tagLength = AesGcm.TagByteSizes.MaxSize;
        Ensure(length + tagLength);
        IntPtr clear = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            using AesGcm algorithm = key.Open();
            Encrypt(algorithm, nonce, clear, _span.Slice(_position, length), _span.Slice(_position + length, tagLength), user);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(clear);
        }

        _position += length + tagLength;
    }

    // Whose secret it is belongs to it: with another name it cannot be read.
    private static void Encrypt(AesGcm algorithm, scoped ReadOnlySpan<byte> nonce, IntPtr clear, Span<byte> encrypted, Span<byte> tag, string? user)
    {
        byte[] characters = GC.AllocateUninitializedArray<byte>(encrypted.Length, pinned: true);
        try
        {
            Marshal.Copy(clear, characters, 0, characters.Length);
            algorithm.Encrypt(nonce, characters, encrypted, tag, Encoding.UTF8.GetBytes(user ?? string.Empty));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(characters);
        }
    }
}
