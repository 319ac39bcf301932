using System.Globalization;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Pages: a token is the sequence number (or offset) to go on from.</summary>
internal static class Paging
{
    public const int MaxSize = 1000;

    /// <summary>Reads what page is wanted, newest first: entries before <c>Before</c>.</summary>
    public static (long Before, int Size) Read(int pageSize, string pageToken, int defaultSize) =>
        (pageToken.Length == 0 ? long.MaxValue : Number(pageToken), Size(pageSize, defaultSize));

    public static int Size(int pageSize, int defaultSize) => pageSize switch
    {
        < 0 => throw BenchException.Invalid($"page_size is {pageSize}; it must not be negative.", "page_size"),
        0 => defaultSize,
        _ => Math.Min(pageSize, MaxSize),
    };

    public static long Number(string pageToken) =>
        long.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw BenchException.Invalid("page_token is not one that this server gave.", "page_token");

    /// <summary>The token after a page for which one entry more than its size was read.</summary>
    public static string NextToken(IReadOnlyList<long> sequences, int size) =>
        sequences.Count > size ? sequences[size - 1].ToString(CultureInfo.InvariantCulture) : "";
}
