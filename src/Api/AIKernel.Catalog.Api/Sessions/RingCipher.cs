using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>
/// Keeps the secrets of the ring under AES-256-GCM: whoever reads the store, or puts something else there, gets nothing.
/// The element holds the key's id and nonce, ciphertext and tag as base64; the id is authenticated with them.
/// </summary>
internal sealed class RingEncryptor(RingKeys keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var id = keys.CurrentId ?? throw new InvalidOperationException("There is no key to encrypt with.");
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = RingCipher.Seal(keys.Find(id)!, id, plain);
        CryptographicOperations.ZeroMemory(plain);
        var element = new XElement(RingCipher.Element, new XAttribute(RingCipher.KeyAttribute, id), Convert.ToBase64String(sealedBytes));
        return new(element, typeof(RingDecryptor));
    }
}

/// <summary>
/// The way back. The name of this type, with its namespace and assembly, is written into every ring: renamed, it could
/// not be found again, and everybody would be logged out.
/// </summary>
internal sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly RingKeys _keys = services.GetRequiredService<RingKeys>();

    public XElement Decrypt(XElement encryptedElement)
    {
        var id = (string?)encryptedElement.Attribute(RingCipher.KeyAttribute) ?? "";
        var key = _keys.Find(id) ?? throw new CryptographicException($"The ring was encrypted with key {id}, which is neither State:DataProtection:Key nor among OldKeys.");
        var plain = RingCipher.Open(key, id, Convert.FromBase64String(encryptedElement.Value));
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}

/// <summary>Nonce, ciphertext and tag, one behind the other.</summary>
internal static class RingCipher
{
    public const string Element = "sealed";
    public const string KeyAttribute = "key";

    private const int NonceBytes = 12, TagBytes = 16;

    public static byte[] Seal(byte[] key, string id, ReadOnlySpan<byte> plain)
    {
        var bytes = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = bytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, plain, bytes.AsSpan(NonceBytes, plain.Length), bytes.AsSpan(NonceBytes + plain.Length), Context(id));
        return bytes;
    }

    public static byte[] Open(byte[] key, string id, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < NonceBytes + TagBytes) throw new CryptographicException("What was kept of the ring is too short.");
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], plain, Context(id));
        return plain;
    }

    private static byte[] Context(string id) => Encoding.UTF8.GetBytes($"aikernel key ring, form 1, key {id}");
}
