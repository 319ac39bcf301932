using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>A judgement with who made it.</summary>
/// <param name="ImageId">The image.</param>
/// <param name="Grade">As in <c>qrels.tsv</c>.</param>
/// <param name="Reviewer">Who; empty when unknown.</param>
internal readonly record struct ReviewedJudgment(string ImageId, int Grade, string Reviewer);

/// <summary>
/// <c>reviewed.tsv</c>: judgements that stand over what a builder said, whatever the taxonomy becomes. Fields are separated by tabs: query id,
/// <c>0</c>, image id, grade, reviewer.
/// </summary>
internal sealed class ReviewedJudgments(string path) : IAsyncDisposable
{
    private readonly FileStream _file = DurableFile.Create(path);

    /// <summary>Judgements written.</summary>
    public long Count { get; private set; }

    /// <summary>The present line, without its query.</summary>
    public static ReviewedJudgment Parse(LineReader lines)
    {
        var fields = Encoding.UTF8.GetString(lines.Line.Span).Split('\t');
        return fields.Length == 5 && int.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade)
            ? new ReviewedJudgment(fields[2], grade, fields[4])
            : throw lines.Fault("a reviewed judgement has 5 fields separated by tabs: query id, 0, image id, grade, reviewer.");
    }

    /// <summary>Adds judgements of a query.</summary>
    public async Task AddAsync(string queryId, IEnumerable<ReviewedJudgment> judgments, CancellationToken cancellationToken)
    {
        foreach (var judgment in judgments)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{queryId}\t0\t{judgment.ImageId}\t{judgment.Grade}\t{judgment.Reviewer}\n");
            await _file.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);
            Count++;
        }
    }

    /// <summary>Forces all to disk; a file without a judgement is not kept.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _file.FlushToDiskAsync(cancellationToken);
        if (Count == 0)
            File.Delete(path);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
