using ImageSearchBench.Evaluator.Score.Figures;
using ImageSearchBench.Evaluator.Score.Runs;

namespace ImageSearchBench.Evaluator.Score.Output;

/// <summary>Prints reports.</summary>
internal static class ScoreWriter
{
    public static Task WriteAsync(
        IReadOnlyList<RunReport> runs, IReadOnlyList<Figure> figures, ScorePlan plan, ScoreOptions options, TextWriter output) =>
        options.Format switch
        {
            ScoreFormat.Trec => TrecWriter.WriteAsync(runs, figures, options.PerQuery, output),
            ScoreFormat.Json => JsonReportWriter.WriteAsync(runs, figures, options.PerQuery, output),
            ScoreFormat.Csv => CsvWriter.WriteAsync(runs, figures, options.PerQuery, output),
            _ => TableWriter.WriteAsync(runs, figures, plan, options.PerQuery, output),
        };
}
