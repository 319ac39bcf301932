using System.Globalization;
using ImageSearchBench.Evaluator.Score.Figures;

namespace ImageSearchBench.Evaluator.Score.Output;

/// <summary>Prints as trec_eval does: name (22 wide), TAB, topic or "all", TAB, value.</summary>
internal static class TrecWriter
{
    public static async Task WriteAsync(IReadOnlyList<RunReport> runs, IReadOnlyList<Figure> figures, bool perQuery, TextWriter output)
    {
        foreach (var run in runs)
        {
            foreach (var topic in perQuery ? run.Topics : [])
                await WriteTopicAsync(topic, figures, output);
            for (var i = 0; i < figures.Count; i++)
            {
                if (figures[i].Kind == FigureKind.RunId)
                    await LineAsync(output, figures[i].Name, "all", run.Tag);
                else if (figures[i].Kind != FigureKind.RelevanceString)
                    await LineAsync(output, figures[i].Name, "all", Number(figures[i].Kind, run.Values[i]));
            }
        }
    }

    private static async Task WriteTopicAsync(ReportTopic topic, IReadOnlyList<Figure> figures, TextWriter output)
    {
        var column = 0;
        foreach (var figure in figures)
        {
            if (figure.Kind == FigureKind.RelevanceString)
                await LineAsync(output, figure.Name, topic.Id, $"'{Cut(topic.Row.RelevanceString!, figure.Length)}'");
            if (figure.Measure is null)
                continue;
            var value = topic.Row.Values[column++];
            if (figure.Kind != FigureKind.SummaryReal)
                await LineAsync(output, figure.Name, topic.Id, Number(figure.Kind, value));
        }
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    private static string Number(FigureKind kind, double value) =>
        value.ToString(kind is FigureKind.Whole or FigureKind.Queries ? "F0" : "F4", CultureInfo.InvariantCulture);

    private static async ValueTask LineAsync(TextWriter output, string name, string topic, string value)
    {
        await output.WriteAsync(name.PadRight(22));
        await output.WriteAsync('\t');
        await output.WriteAsync(topic);
        await output.WriteAsync('\t');
        await output.WriteAsync(value);
        await output.WriteAsync('\n');
    }
}
