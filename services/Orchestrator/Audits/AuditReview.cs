using System.Globalization;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>
/// Lets people judge results: first a random part of the sample, without saying what the judge or the dataset thinks, so that nothing leads them;
/// then what the judge found to be missing, with its reasons.
/// </summary>
internal static class AuditReview
{
    private const string Stage = "judgements";

    /// <returns>By key, whether people call the result relevant.</returns>
    public static async Task<IReadOnlyDictionary<string, bool>> RunAsync(
        DatasetReader reader, IReadOnlyList<AuditPair> random, IReadOnlyList<(AuditPair Pair, PairJudgement Judgement)> holes, JobContext context,
        CancellationToken cancellationToken)
    {
        var shown = random.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        var others = holes.Where(h => !shown.Contains(h.Pair.Key)).ToArray();
        var ids = random.Concat(others.Select(h => h.Pair)).Select(p => p.ImageId).ToHashSet(StringComparer.Ordinal);
        var images = await reader.FindImagesAsync(ids, cancellationToken);
        var proposals = random.Select(pair => Propose(pair, "random sample"))
            .Concat(others.Select(hole => Propose(hole.Pair, "missing in the dataset") with
            {
                Details = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["image"] = hole.Pair.ImageId,
                    ["judge"] = string.Create(CultureInfo.InvariantCulture, $"grade {hole.Judgement.Grade} of 3. {hole.Judgement.Evidence}"),
                },
            }))
            .ToArray();
        var items = await context.ReviewAsync(Stage, proposals, wait: true, cancellationToken);
        return items.ToDictionary(i => i.Key, i => i.IsKept, StringComparer.Ordinal);

        ReviewProposal Propose(AuditPair pair, string group) => new(pair.Key, ReviewKind.Judgement, pair.Text)
        {
            Group = group,
            Image = images.TryGetValue(pair.ImageId, out var image) ? reader.FileOf(image) ?? "" : "",
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["image"] = pair.ImageId },
        };
    }
}
