using System.Collections.Concurrent;
using ImageSearchBench.Evaluator.Score.Input;
using ImageSearchBench.Evaluator.Score.Judgments;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Evaluator.Score.Runs;

/// <summary>Scores run files with all cores: one reads blocks, each is scored by whoever is free.</summary>
internal sealed class RunScorer(JudgmentIndex judgments, ScorePlan plan)
{
    /// <summary>Scores a file.</summary>
    /// <exception cref="BenchException">A line is malformed, a document is there twice, or nothing in it can be scored.</exception>
    public async Task<RunScores> ScoreAsync(InputFile file, CancellationToken cancellationToken)
    {
        var format = await FormatDetector.DetectAsync(file, cancellationToken);
        var rows = new TopicScoreRow?[judgments.Count];
        if (format == TextFormat.JsonObject)
            return await new JsonObjectScorer(judgments, plan).ScoreAsync(file, rows, cancellationToken);
        try
        {
            var blocks = BlockReader.ReadAsync(file, CreateFormat(format), cancellationToken);
            return await ScoreAsync(file.Name, () => CreateFormat(format), blocks, rows, cancellationToken);
        }
        catch (ScatteredTopicException)
        {
            Array.Clear(rows);
            using var sorted = new TopicPartitions(file.Length);
            var (tag, ignored) = await sorted.FillAsync(file, CreateFormat(format), judgments, cancellationToken);
            var scores = await ScoreAsync(
                file.Name, () => new NumberedLineFormat(CreateFormat(format)), sorted.ReadAsync(cancellationToken), rows, cancellationToken);
            return scores with { Tag = tag ?? file.Name, IgnoredTopics = ignored };
        }
    }

    /// <summary>A new reader of a format's lines.</summary>
    public static ILineFormat CreateFormat(TextFormat format) => format switch
    {
        TextFormat.Tsv => new TsvFormat(grades: false),
        TextFormat.JsonLines => new JsonLineFormat(grades: false),
        TextFormat.ChineseClip => new ChineseClipFormat(predictions: true),
        _ => new TrecRunFormat(),
    };

    private async Task<RunScores> ScoreAsync(
        string name, Func<ILineFormat> format, IAsyncEnumerable<TextBlock> blocks, TopicScoreRow?[] rows, CancellationToken cancellationToken)
    {
        var scorers = new ConcurrentBag<BlockScorer>();
        var idle = new ConcurrentBag<BlockScorer>();
        var work = Parallel.ForEachAsync(blocks, cancellationToken, (block, _) =>
        {
            using (block)
            {
                if (!idle.TryTake(out var scorer))
                    scorers.Add(scorer = new BlockScorer(judgments, plan, format(), name));
                scorer.Score(block, rows);
                idle.Add(scorer);
            }

            return ValueTask.CompletedTask;
        });
        try
        {
            await work;
        }
        catch (Exception e) when (e is FileLineException or ScatteredTopicException)
        {
            throw First(work.Exception!);
        }

        var tag = scorers.Select(s => s.Tag).FirstOrDefault(t => t is { Length: > 0 });
        return new RunScores(name, tag ?? name, rows, scorers.Sum(s => s.Ignored));
    }

    // Several blocks may fail at once: which failure is told must not depend on who was first.
    private static Exception First(AggregateException failures) =>
        (Exception?)failures.InnerExceptions.OfType<ScatteredTopicException>().FirstOrDefault()
        ?? failures.InnerExceptions.OfType<FileLineException>().MinBy(e => e.Line)!.ToBench();
}
