using System.Security.Cryptography;
using System.Text;

namespace ImageSearchBench.Encoder.Pull;

/// <summary>A file of a repository on the hub.</summary>
/// <param name="Path">Path inside the repository.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 in hex, which the hub has for large files; else null.</param>
/// <param name="GitBlob">SHA-1 of the Git blob in hex, for small files.</param>
internal sealed record HubFile(string Path, long Size, string? Sha256, string GitBlob)
{
    /// <summary>Whether a file on disk has the checksum that the hub tells.</summary>
    public async Task<bool> MatchesAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        if (file.Length != Size)
            return false;
        if (Sha256 is not null)
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == Sha256;
        // A Git blob's name: SHA-1 over "blob <length>\0" and the content. It guards against broken transfers, not against an attacker.
#pragma warning disable CA5350 // Git's own checksum; the hub has no other for small files.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {Size}\0"));
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == GitBlob;
    }
}
