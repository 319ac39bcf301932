using System.Text.Json;
using ImageSearchBench.Evaluator.Score.Figures;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>pytrec_eval's own tests. Left out of their all_trec: iprec_at_recall and 11pt_avg, which cut as trec_eval 9 did; 10 is followed.</summary>
public sealed class PytrecEvalTests
{
    [Fact]
    public void Every_value_is_that_of_pytrec_eval()
    {
        var (compared, leftOut) = (0, 0);
        foreach (var vector in VectorTopics.Read("pytrec_eval"))
        {
            var figures = FigureSelection.Parse([.. vector.GetProperty("measures").EnumerateArray().Select(m => m.GetString()!)])
                .Where(f => f.Measure is not null).ToArray();
            var values = VectorTopics.Score(
                vector.GetProperty("qrels"), vector.GetProperty("run"), figures.Select(f => f.Measure!), vector.GetProperty("relevance_level").GetInt32());
            foreach (var topic in vector.GetProperty("result").EnumerateObject())
            {
                foreach (var value in topic.Value.EnumerateObject())
                {
                    if (value.Name.StartsWith("iprec_at_recall", StringComparison.Ordinal) || value.Name == "11pt_avg" || IsNoValueOfATopic(value))
                    {
                        leftOut++;
                        continue;
                    }

                    var at = Array.FindIndex(figures, f => f.Name == value.Name);
                    at.Should().BeGreaterThanOrEqualTo(0, value.Name);
                    values[topic.Name][at].Should().BeApproximately(value.Value.GetDouble(), 1e-12, $"{vector.GetProperty("test")} {topic.Name} {value}");
                    compared++;
                }
            }
        }

        compared.Should().BeGreaterThan(150);
        leftOut.Should().BeLessThan(compared);
    }

    // pytrec_eval gives 1 for num_q and logarithms for the geometric means, which trec_eval prints for all topics alone.
    private static bool IsNoValueOfATopic(JsonProperty value) =>
        value.Value.ValueKind != JsonValueKind.Number || value.Name is "num_q" or "gm_map" or "gm_bpref" or "runid" or "relstring";
}
