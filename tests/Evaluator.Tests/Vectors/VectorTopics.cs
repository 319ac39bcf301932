using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Rankings;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>Scores the topics of a vector file with the measures' own code.</summary>
internal static class VectorTopics
{
    /// <summary>The vectors of a file.</summary>
    public static JsonElement.ArrayEnumerator Read(string folder) => JsonDocument.Parse(
        // Python writes NaN, which is no JSON.
        File.ReadAllText(MetricVectors.PathOf(folder, "vectors.json")).Replace("NaN", "null", StringComparison.Ordinal))
        .RootElement.GetProperty("vectors").EnumerateArray();

    /// <summary>Values of topics; qrels and run are {topic: {document: value}}.</summary>
    public static Dictionary<string, double[]> Score(JsonElement qrels, JsonElement run, IEnumerable<Measure> measures, int level = 1) =>
        qrels.EnumerateObject().ToDictionary(
            topic => topic.Name,
            topic => Values(
                Pairs(topic.Value), run.TryGetProperty(topic.Name, out var hits) ? Pairs(hits) : [], measures, level));

    /// <summary>Values of one topic.</summary>
    public static double[] Values(
        IReadOnlyList<(string Id, double Value)> judgments, IReadOnlyList<(string Id, double Value)> hits, IEnumerable<Measure> measures, int level = 1)
    {
        Measure[] all = [.. measures];
        var ranker = new TopicRanker();
        ranker.Rank(new TopicInput(
            "q", [.. judgments.Select(j => j.Id)], [.. judgments.Select(j => (int)j.Value)], [.. hits.Select(h => h.Id)], [.. hits.Select(h => h.Value)]));
        var values = new double[all.Length];
        new MeasurePlan(all, level).Evaluate(ranker.Retrieved, ranker.Pool, ranker.Judged, values);
        return values;
    }

    /// <summary>Rows of [topic, document, value], by topic.</summary>
    public static ILookup<string, (string Id, double Value)> ByTopic(JsonElement rows) =>
        rows.EnumerateArray().ToLookup(r => r[0].GetString()!, r => (r[1].GetString()!, r[2].GetDouble()));

    /// <summary>Rows of [document, value].</summary>
    public static (string Id, double Value)[] Rows(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(r => (r[0].GetDouble().ToString("R", CultureInfo.InvariantCulture), r[1].GetDouble()))];

    private static (string, double)[] Pairs(JsonElement element) => [.. element.EnumerateObject().Select(p => (p.Name, p.Value.GetDouble()))];
}
