using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>
/// Lets a language model judge results. Each judgement is kept in the job's folder as it comes: a job that was cut off asks only for the others.
/// </summary>
internal sealed class PairJudging(RelevanceJudge judge, PhotoResizer resizer)
{
    // Larger files are made smaller before they are sent: a message stays under 4 MB, and the model sees no more of them anyway.
    private const long LargestFile = 3 << 20;
    private const int LargestSide = 1024;

    /// <summary>Judges results.</summary>
    /// <returns>What came of each, by its key.</returns>
    /// <exception cref="BenchException">The endpoint kept failing for some.</exception>
    public async Task<IReadOnlyDictionary<string, PairJudgement>> RunAsync(
        AuditDatasetSpec spec, DatasetReader reader, IReadOnlyList<AuditPair> pairs, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("judge results", pairs.Count);
        var known = new Dictionary<string, PairJudgement>(StringComparer.Ordinal);
        await using var ledger = await JsonLinesLedger<PairJudgement>.OpenAsync(
            Path.Combine(context.WorkFolder, "judged.jsonl"),
            judgement =>
            {
                if (judgement.Fault is null || !context.RetryFailed)
                    known[judgement.Key] = judgement;
                return Task.CompletedTask;
            },
            cancellationToken);
        stage.Restore(known.Count);
        var images = await reader.FindImagesAsync(pairs.Select(p => p.ImageId).ToHashSet(StringComparer.Ordinal), cancellationToken);
        var transient = new List<string>();
        foreach (var group in pairs.Where(p => !known.ContainsKey(p.Key)).GroupBy(p => p.Language == "zh" ? "zh" : "en", StringComparer.Ordinal))
        {
            var settings = new JudgeSettings(spec.JudgeModel, group.Key, context.JobId, spec.Votes, spec.Seed, spec.MaxTokens, spec.MaxCost);
            var items = ItemsAsync(group, reader, images, KeepAsync, cancellationToken);
            await foreach (var (judgement, isTransient) in judge.JudgeAsync(settings, items, cancellationToken))
            {
                if (isTransient)
                    transient.Add(judgement.Fault ?? "");
                else
                    await KeepAsync(judgement);
            }
        }

        await ledger.FlushAsync(cancellationToken);
        if (transient.Count > 0)
            throw new BenchException(ErrorKind.Unavailable, $"{transient.Count} of {pairs.Count} results could not be judged: {transient[0]} Resume the job later.");
        stage.Finish();
        return known;

        async Task KeepAsync(PairJudgement judgement)
        {
            await ledger.AppendAsync(judgement, cancellationToken);
            known[judgement.Key] = judgement;
            if (judgement.Fault is { } fault)
                stage.Skip(judgement.Key, fault);
            else
                stage.Add();
        }
    }

    private async IAsyncEnumerable<(AuditPair Pair, byte[] Image)> ItemsAsync(
        IEnumerable<AuditPair> pairs,
        DatasetReader reader,
        IReadOnlyDictionary<string, DatasetImage> images,
        Func<PairJudgement, Task> skip,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var pair in pairs)
        {
            var file = images.TryGetValue(pair.ImageId, out var image) ? reader.FileOf(image) : null;
            if (file is null || !File.Exists(file))
            {
                await skip(new PairJudgement(pair.Key, "", "") { Fault = "the dataset has no picture of it." });
                continue;
            }

            var data = await File.ReadAllBytesAsync(file, cancellationToken);
            if (data.Length > LargestFile)
            {
                var (small, fault) = resizer.Resize(data, LargestSide, keepAspectRatio: true);
                if (small is null)
                {
                    await skip(new PairJudgement(pair.Key, "", "") { Fault = fault });
                    continue;
                }

                data = small.Jpeg;
            }

            yield return (pair, data);
        }
    }
}
