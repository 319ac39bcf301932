using System.Security.Cryptography;
using System.Text;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>SHA-256 as lower-case hex.</summary>
internal static class Hashing
{
    public static string Sha256(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data));

    public static string Sha256(string text) => Sha256(Encoding.UTF8.GetBytes(text));

    public static async Task<string> Sha256FileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = DurableFile.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
