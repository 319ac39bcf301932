using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ImageSearchBench.Encoder.Models;

/// <summary>The identity of a model: two with the same hash give the same vectors.</summary>
internal static class ModelHash
{
    /// <summary>SHA-256 over the settings that decide vectors and over every file that they name, in the order of their paths.</summary>
    public static async Task<string> ComputeAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Names, descriptions and measurements do not change a vector.
        var settings = manifest with { Name = "", Description = "", License = "", Languages = [], Goldens = null, Admission = null, Schema = 0, Dimension = 0 };
        Append(hash, JsonSerializer.SerializeToUtf8Bytes(settings, ModelManifest.Json));
        var buffer = new byte[1 << 20];
        foreach (var file in ModelFiles.Of(folder, manifest))
        {
            Append(hash, Encoding.UTF8.GetBytes(file));
            await using var stream = new FileStream(Path.Combine(folder, file), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            AppendLength(hash, stream.Length);
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
                hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] data)
    {
        AppendLength(hash, data.Length);
        hash.AppendData(data);
    }

    private static void AppendLength(IncrementalHash hash, long length)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
