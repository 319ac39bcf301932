using System.Globalization;
using System.Text;

namespace ImageSearchBench.Benchmarks.Evaluator;

/// <summary>Writes judgements and a run of some size, the same for the same seed.</summary>
internal static class RunGenerator
{
    private const int Documents = 1_000_000;

    /// <summary>Writes <c>qrels.txt</c> (50 judged documents a topic, 10 of them relevant) and <c>run.txt</c>.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="topics">Topics.</param>
    /// <param name="results">Results of each.</param>
    /// <param name="seed">Seed.</param>
    public static (string Qrels, string Run) Write(string folder, int topics, int results, int seed)
    {
        Directory.CreateDirectory(folder);
        var (qrels, run) = (Path.Combine(folder, $"qrels-{topics}.txt"), Path.Combine(folder, $"run-{topics}x{results}.txt"));
        if (File.Exists(run))
            return (qrels, run);
        var random = new Random(seed);
        using (var judged = new StreamWriter(qrels, append: false, new UTF8Encoding(false), 1 << 20))
        using (var ranked = new StreamWriter(run + ".part", append: false, new UTF8Encoding(false), 1 << 20))
        {
            for (var topic = 0; topic < topics; topic++)
                WriteTopic(judged, ranked, random, topic, results);
        }

        File.Move(run + ".part", run);
        return (qrels, run);
    }

    private static void WriteTopic(TextWriter judged, TextWriter ranked, Random random, int topic, int results)
    {
        var documents = new HashSet<int>();
        while (documents.Count < results)
            documents.Add(random.Next(Documents));
        int[] order = [.. documents];
        var judgedDocuments = new HashSet<int>();
        for (var i = 0; i < 50; i++)
        {
            // Half of the judged documents are found, more of them near the top.
            var document = i % 2 == 0 ? order[(int)(results * Math.Pow(random.NextDouble(), 3))] : random.Next(Documents);
            if (judgedDocuments.Add(document))
                judged.Write(string.Create(CultureInfo.InvariantCulture, $"q{topic:D6} 0 img{document:D8} {(i % 5 == 0 ? 1 : 0)}\n"));
        }

        var score = 1.0;
        for (var rank = 1; rank <= results; rank++)
        {
            score -= random.NextDouble() / results;
            ranked.Write(string.Create(CultureInfo.InvariantCulture, $"q{topic:D6} Q0 img{order[rank - 1]:D8} {rank} {score:F6} run\n"));
        }
    }
}
