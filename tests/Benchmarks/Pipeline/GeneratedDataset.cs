using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Pipeline;

/// <summary>
/// A dataset folder of any number of images: the bundled scenes over and over, each copy with its number in a comment, so that no two files are
/// alike and each is decoded and encoded. Queries are captions of some scenes; all copies of the scene are relevant.
/// </summary>
internal static class GeneratedDataset
{
    private const int Scenes = 600;
    private const int Queries = 100;
    private const int PerFolder = 1000;

    /// <summary>Makes the folder, or what is missing of it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="images">How many.</param>
    /// <param name="cancellationToken">Stops it; the next call goes on.</param>
    public static async Task MakeAsync(string folder, int images, CancellationToken cancellationToken)
    {
        var done = Path.Combine(folder, "qrels.tsv");
        if (File.Exists(done))
            return;
        var scenes = Directory.GetFiles(Path.Combine(Repository.Samples, "scenes", "images"), "*.jpg").Order(StringComparer.Ordinal).Take(Scenes).Select(File.ReadAllBytes).ToArray();
        var lines = new string[images];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, images, options, async (n, token) =>
        {
            var file = FileOf(n);
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path + ".part", Numbered(scenes[n % scenes.Length], n), token);
                File.Move(path + ".part", path);
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, token)));
            lines[n] = JsonSerializer.Serialize(new { id = IdOf(n), file, sha256 = hash });
        });
        await File.WriteAllLinesAsync(Path.Combine(folder, "images.jsonl"), lines, cancellationToken);
        await WriteQueriesAsync(folder, images, scenes.Length, cancellationToken);
        await File.WriteAllLinesAsync(done + ".part", Qrels(images, scenes.Length), cancellationToken);
        File.Move(done + ".part", done);
    }

    private static string IdOf(int n) => string.Create(CultureInfo.InvariantCulture, $"i{n:000000}");

    private static string FileOf(int n) => string.Create(CultureInfo.InvariantCulture, $"images/{n / PerFolder:0000}/{n:000000}.jpg");

    // A comment segment right behind the start mark: another file with the same pixels.
    private static byte[] Numbered(byte[] jpeg, int n) => [.. jpeg.AsSpan(0, 2), 0xFF, 0xFE, 0, 6, (byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n, .. jpeg.AsSpan(2)];

    private static async Task WriteQueriesAsync(string folder, int images, int scenes, CancellationToken cancellationToken)
    {
        var captions = File.ReadLines(Path.Combine(Repository.Samples, "scenes", "captions.jsonl"))
            .Take(Math.Min(Queries, Math.Min(images, scenes)))
            .Select((line, i) =>
            {
                using var document = JsonDocument.Parse(line);
                return JsonSerializer.Serialize(new { id = $"q{i}", text = document.RootElement.GetProperty("en").GetString(), language = "en" });
            });
        await File.WriteAllLinesAsync(Path.Combine(folder, "queries.jsonl"), captions, cancellationToken);
    }

    private static IEnumerable<string> Qrels(int images, int scenes)
    {
        for (var q = 0; q < Math.Min(Queries, Math.Min(images, scenes)); q++)
        {
            for (var n = q; n < images; n += scenes)
                yield return $"q{q}\t0\t{IdOf(n)}\t1";
        }
    }
}
