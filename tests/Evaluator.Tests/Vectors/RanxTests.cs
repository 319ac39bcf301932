using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Evaluator.Measures;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>
/// ranx's own tests. ranx keeps documents of equal score in the order they were given, where trec_eval orders them by id; so its order is
/// imposed here by giving each result a score of its own, and what is compared is the measure. None is left out.
/// </summary>
public sealed class RanxTests
{
    [Fact]
    public void Every_value_is_that_of_ranx()
    {
        var compared = 0;
        foreach (var vector in VectorTopics.Read("ranx"))
        {
            var test = vector.GetProperty("test").GetString()!;
            var (name, cutoff) = NameAndCutoff(vector);
            double[] values = [.. Topics(vector).Select(t => VectorTopics.Values(t.Judgments, InOrder(t.Hits), [MeasureOf(name, cutoff)])[0])];
            if (vector.TryGetProperty("scores", out var scores))
            {
                values.Should().HaveCount(scores.GetArrayLength());
                values.Zip(scores.EnumerateArray()).Should().OnlyContain(p => Math.Abs(p.First - p.Second.GetDouble()) < 1e-12, $"{test} {name}: {string.Join(" ", values)} for {scores}");
            }
            else
            {
                values.Average().Should().BeApproximately(vector.GetProperty("result").GetDouble(), 1e-12, test);
            }

            compared++;
        }

        compared.Should().Be(115);
    }

    private static (string Name, double Cutoff) NameAndCutoff(JsonElement vector)
    {
        var metric = vector.GetProperty("metric").GetString()!;
        if (!vector.TryGetProperty("args", out var args))
        {
            var parts = metric.Split('@');
            return (parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        }

        return (metric, args.GetArrayLength() > 0 ? args[0].GetDouble() : 0);
    }

    private static Measure MeasureOf(string name, double number)
    {
        var k = number > 0 ? string.Create(CultureInfo.InvariantCulture, $"@{number}") : "";
        return MeasureParser.Parse(name switch
        {
            "hits" => "Hits" + k,
            "hit_rate" => "Success" + k,
            "precision" => number > 0 ? "P" + k : "SetP",
            "recall" => number > 0 ? "R" + k : "SetR",
            "f1" => "SetF",
            "bpref" => "Bpref",
            "average_precision" or "map" => "AP" + k,
            "reciprocal_rank" or "mrr" => "RR" + k,
            "r_precision" or "r-precision" => "Rprec",
            "rank_biased_precision" => string.Create(CultureInfo.InvariantCulture, $"RBP(p={number})"),
            "dcg" => "DCG" + k,
            "dcg_burges" => "DCG(dcg=exp-log2)" + k,
            "ndcg" => "nDCG" + k,
            "ndcg_burges" => "nDCG(dcg=exp-log2)" + k,
            _ => throw new ArgumentException("unknown metric " + name, nameof(name)),
        });
    }

    private static IEnumerable<((string, double)[] Judgments, (string Id, double Value)[] Hits)> Topics(JsonElement vector)
    {
        var (qrels, run) = (vector.GetProperty("qrels"), vector.GetProperty("run"));
        if (qrels.ValueKind == JsonValueKind.Object)
            return qrels.EnumerateObject().Select(q => (
                q.Value.EnumerateObject().Select(d => (d.Name, d.Value.GetDouble())).ToArray(),
                run.GetProperty(q.Name).EnumerateObject().Select(d => (d.Name, d.Value.GetDouble())).OrderByDescending(d => d.Item2).ToArray()));
        // Some vectors judge or find a document twice, which is refused here: the first one counts.
        return qrels.EnumerateArray().Zip(run.EnumerateArray(), (q, r) => (VectorTopics.Rows(q).Distinct().ToArray(), VectorTopics.Rows(r).DistinctBy(h => h.Id).ToArray()));
    }

    private static (string, double)[] InOrder((string Id, double Value)[] hits) => [.. hits.Select((h, i) => (h.Id, (double)-i))];
}
