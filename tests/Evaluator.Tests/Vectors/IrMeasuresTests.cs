using ImageSearchBench.Evaluator.Measures;

namespace ImageSearchBench.Evaluator.Tests.Vectors;

/// <summary>ir_measures' own tests: every measure of them, none left out.</summary>
public sealed class IrMeasuresTests
{
    [Fact]
    public void Every_value_is_that_of_ir_measures()
    {
        var compared = 0;
        foreach (var vector in VectorTopics.Read("ir_measures"))
        {
            var name = vector.GetProperty("test").GetString()!;
            var measures = MeasureParser.ParseAll([.. vector.GetProperty("measures").EnumerateArray().Select(m => m.GetString()!)]);
            var (qrels, run) = (VectorTopics.ByTopic(vector.GetProperty("qrels")), VectorTopics.ByTopic(vector.GetProperty("run")));
            var values = qrels.ToDictionary(t => t.Key, t => VectorTopics.Values([.. t], [.. run[t.Key]], measures));
            foreach (var row in vector.TryGetProperty("per_query", out var rows) ? rows.EnumerateArray() : default)
            {
                if (row[2].ValueKind != System.Text.Json.JsonValueKind.Number)
                    continue;
                var at = measures.ToList().FindIndex(m => m.Name == row[1].GetString());
                values[row[0].GetString()!][at].Should().BeApproximately(row[2].GetDouble(), 1e-12, $"{name} {row}");
                compared++;
            }

            if (!vector.TryGetProperty("aggregate", out var aggregate))
                continue;
            foreach (var mean in aggregate.EnumerateObject())
            {
                var at = measures.ToList().FindIndex(m => m.Name == mean.Name);
                var summary = measures[at].Family.Summary;
                var sum = values.OrderBy(v => v.Key, StringComparer.Ordinal).Sum(v => Aggregation.Term(summary, v.Value[at]));
                Aggregation.Figure(summary, sum, values.Count).Should().BeApproximately(mean.Value.GetDouble(), 1e-12, $"{name} {mean}");
                compared++;
            }
        }

        compared.Should().BeGreaterThan(180);
    }
}
