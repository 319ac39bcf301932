using System.Security.Cryptography;

namespace ImageSearchBench.Standalone.Tests.Support;

/// <summary>What a folder holds, so that two can be compared byte for byte.</summary>
internal static class FolderContent
{
    /// <summary>Hash of each file by its path below the folder.</summary>
    public static IReadOnlyDictionary<string, string> Of(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));
}
