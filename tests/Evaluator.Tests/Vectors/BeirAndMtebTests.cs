using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Score.Figures;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>What BEIR's and MTEB's evaluators give.</summary>
public sealed class BeirAndMtebTests
{
    // Left out: nAUC, which is a figure of abstention and no measure of a ranking; MRR and hit rates with ties, whose order of insertion MTEB keeps.
    [Fact]
    public void Every_value_of_a_topic_is_that_of_mteb()
    {
        var compared = 0;
        foreach (var vector in VectorTopics.Read("mteb"))
        {
            if (!vector.TryGetProperty("all", out var all))
                continue;
            foreach (var topic in all.GetProperty("all_scores").EnumerateObject())
            {
                foreach (var value in topic.Value.EnumerateObject())
                {
                    var figure = FigureSelection.Parse([value.Name]).Single();
                    var values = VectorTopics.Score(vector.GetProperty("qrels"), vector.GetProperty("run"), [figure.Measure!]);
                    values[topic.Name][0].Should().BeApproximately(value.Value.GetDouble(), 1e-12, $"{vector.GetProperty("test")} {topic.Name} {value}");
                    compared++;
                }
            }
        }

        compared.Should().BeGreaterThan(50);
    }

    // Left out: hole, which counts what no topic at all has judged. BEIR rounds to five digits and keeps ties in the order of insertion, which
    // is imposed here.
    [Theory]
    [InlineData("mrr", "MRR", "RR")]
    [InlineData("recall_cap", "R_cap", "RelativeP")]
    [InlineData("top_k_accuracy", "Accuracy", "Success")]
    public void Every_mean_is_that_of_beir(string function, string theirs, string ours)
    {
        var compared = 0;
        foreach (var vector in VectorTopics.Read("beir").Where(v => v.GetProperty("fn").GetString() == function))
        {
            var (qrels, run) = (vector.GetProperty("qrels"), vector.GetProperty("run"));
            foreach (var k in vector.GetProperty("k").EnumerateArray().Select(k => k.GetInt32()))
            {
                var measure = MeasureParser.Parse(string.Create(CultureInfo.InvariantCulture, $"{ours}@{k}"));
                var mean = qrels.EnumerateObject().Average(topic => VectorTopics.Values(
                    [.. topic.Value.EnumerateObject().Select(d => (d.Name, d.Value.GetDouble()))], InOrder(run.GetProperty(topic.Name)), [measure])[0]);
                var expected = vector.GetProperty("out").GetProperty(string.Create(CultureInfo.InvariantCulture, $"{theirs}@{k}"));
                mean.Should().BeApproximately(expected.GetDouble(), 5.1e-6, $"{function}@{k}");
                compared++;
            }
        }

        compared.Should().BeGreaterThan(3);
    }

    private static (string, double)[] InOrder(JsonElement hits) =>
        [.. hits.EnumerateObject().OrderByDescending(h => h.Value.GetDouble()).Select((h, i) => (h.Name, (double)-i))];
}
