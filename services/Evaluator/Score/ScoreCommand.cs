using ImageSearchBench.Evaluator.Measures;
using ImageSearchBench.Evaluator.Score.Figures;
using ImageSearchBench.Evaluator.Score.Input;
using ImageSearchBench.Evaluator.Score.Judgments;
using ImageSearchBench.Evaluator.Score.Output;
using ImageSearchBench.Evaluator.Score.Runs;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score;

/// <summary><c>isb score</c>: scores run files against judgements, without any service.</summary>
public static class ScoreCommand
{
    /// <summary>Everything was scored.</summary>
    public const int Done = 0;

    /// <summary>A file is missing, malformed or cannot be scored.</summary>
    public const int Failed = 1;

    /// <summary>An option is wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>Scores and prints.</summary>
    /// <param name="options">What to score.</param>
    /// <param name="output">Gets the figures; written only when all files were read.</param>
    /// <param name="error">Gets notes and errors, which name file and line.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ScoreOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            Check(options);
            if (options.Measures.Count > 0)
                FigureSelection.Parse(options.Measures);
        }
        catch (BenchException e)
        {
            await error.WriteLineAsync($"isb score: {e.Message}");
            return BadUsage;
        }

        try
        {
            await ScoreAsync(options, output, error, cancellationToken);
            return Done;
        }
        catch (Exception e) when (e is BenchException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"isb score: {e.Message}");
            return Failed;
        }
    }

    private static async Task ScoreAsync(ScoreOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        await using var qrels = await InputFile.FindAsync(options.Qrels, options.StandardInput, cancellationToken);
        var judgments = await JudgmentIndex.ReadAsync(qrels, cancellationToken);
        var reports = new List<RunReport>();
        IReadOnlyList<Figure>? figures = null;
        ScorePlan? plan = null;
        foreach (var path in options.Runs)
        {
            await using var run = await InputFile.FindAsync(path, options.StandardInput, cancellationToken);
            var predictions = await FormatDetector.DetectAsync(run, cancellationToken) == TextFormat.ChineseClip;
            figures ??= FigureSelection.Parse(
                options.Measures.Count > 0 ? options.Measures : [predictions ? FigureSelection.ChineseClip : FigureSelection.Default]);
            plan ??= Plan(options, figures);
            var scores = await new RunScorer(judgments, plan).ScoreAsync(run, cancellationToken);
            if (predictions && scores.Scored < judgments.Count && !options.Complete)
                throw Unpredicted(run.Name, judgments, scores);
            await NoteAsync(scores, judgments, options.Complete, error);
            reports.Add(RunReport.Of(judgments, scores, figures, plan, options.Complete));
        }

        await ScoreWriter.WriteAsync(reports, figures!, plan!, options, output);
        await output.FlushAsync(cancellationToken);
    }

    private static ScorePlan Plan(ScoreOptions options, IReadOnlyList<Figure> figures)
    {
        var strings = figures.Where(f => f.Kind == FigureKind.RelevanceString).Select(f => f.Length).DefaultIfEmpty(0).Max();
        Measure[] measures = [.. figures.Where(f => f.Measure is not null).Select(f => f.Measure!)];
        return new ScorePlan(measures, options.Level, options.JudgedOnly, options.MaxPerQuery, strings);
    }

    private static async Task NoteAsync(RunScores scores, JudgmentIndex judgments, bool complete, TextWriter error)
    {
        var missing = judgments.Count - scores.Scored;
        if (scores.Scored == 0 && !complete)
            throw BenchException.Invalid(
                $"{scores.Name}: no topic of it is judged, so there is nothing to score; check that both files use the same ids (--complete scores all topics 0).");
        if (missing > 0)
            await error.WriteLineAsync(
                $"isb score: {scores.Name} has no results for {missing} of {judgments.Count} judged topics; they {(complete ? "count as 0" : "are left out of its means (--complete counts them as 0)")}.");
        if (scores.IgnoredTopics > 0)
            await error.WriteLineAsync($"isb score: {scores.Name} has results for {scores.IgnoredTopics} topics without judgements; they are ignored.");
    }

    private static BenchException Unpredicted(string name, JudgmentIndex judgments, RunScores scores)
    {
        string[] missing = [.. judgments.Order.Where(t => scores.Rows[t] is null).Select(judgments.IdOf)];
        return BenchException.Invalid(
            $"{name}: {missing.Length} ids have no prediction: {string.Join(", ", missing.Take(10))}{(missing.Length > 10 ? ", …" : "")}; predict them, or score with --complete.");
    }

    private static void Check(ScoreOptions options)
    {
        if (options.Runs.Count == 0)
            throw BenchException.Invalid("name at least one run (--run FILE).");
        if (options.Level < 1)
            throw BenchException.Invalid($"--level is {options.Level}; it must be at least 1.");
        if (options.MaxPerQuery < 1)
            throw BenchException.Invalid($"--max-per-query is {options.MaxPerQuery}; it must be at least 1.");
        if (options.Runs.Append(options.Qrels).Count(p => p == "-") > 1)
            throw BenchException.Invalid("standard input (-) can be only one of the files.");
    }
}
