using System.Globalization;
using ImageSearchBench.Evaluator.Score.Figures;

namespace ImageSearchBench.Evaluator.Score.Output;

/// <summary>Prints rows of run, topic, measure, value, at full precision; the topic is empty for the whole run.</summary>
internal static class CsvWriter
{
    public static async Task WriteAsync(IReadOnlyList<RunReport> runs, IReadOnlyList<Figure> figures, bool perQuery, TextWriter output)
    {
        await output.WriteAsync("run,topic,measure,value\n");
        foreach (var run in runs)
        {
            foreach (var topic in perQuery ? run.Topics : [])
            {
                var column = 0;
                foreach (var figure in figures.Where(f => f.Measure is not null))
                    await RowAsync(output, run.Name, topic.Id, figure.Name, topic.Row.Values[column++]);
            }

            for (var i = 0; i < figures.Count; i++)
            {
                if (!double.IsNaN(run.Values[i]))
                    await RowAsync(output, run.Name, "", figures[i].Name, run.Values[i]);
            }
        }
    }

    private static Task RowAsync(TextWriter output, string run, string topic, string measure, double value) =>
        output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Field(run)},{Field(topic)},{Field(measure)},{value}\n"));

    // RFC 4180: quotes around what holds a separator, and quotes doubled.
    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
