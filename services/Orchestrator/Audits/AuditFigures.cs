using ImageSearchBench.Orchestrator.Clients;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>Computes what an audit found from what dataset, judge and people say of a random sample of results.</summary>
/// <param name="analysis">The Evaluator's analyses.</param>
/// <param name="spec">What was asked for.</param>
/// <param name="pairs">The sample in random order; people were shown its first <see cref="AuditDatasetSpec.People"/>.</param>
/// <param name="judgements">What the judge says of each.</param>
/// <param name="people">What people say, where they were asked.</param>
internal sealed class AuditFigures(
    JudgeAnalysisClient analysis,
    AuditDatasetSpec spec,
    IReadOnlyList<AuditPair> pairs,
    IReadOnlyDictionary<string, PairJudgement> judgements,
    IReadOnlyDictionary<string, bool> people)
{
    private readonly HashSet<string> _random = pairs.Take(spec.People).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);

    public async Task<Audit> ComputeAsync(
        string id,
        string datasetHash,
        long results,
        IReadOnlyList<(AuditPair Pair, PairJudgement Judgement)> holes,
        DuplicateList duplicates,
        CancellationToken cancellationToken)
    {
        var judged = pairs.Where(p => judgements[p.Key].Grade is not null).ToArray();
        return new Audit(
            id,
            datasetHash,
            spec.RunId,
            judgements.Values.FirstOrDefault(j => j.Judge.Length > 0)?.Judge ?? "",
            spec.Depth,
            results,
            pairs.Count,
            judged.Length,
            pairs.Count(p => judgements[p.Key] is { Grade: null, Fault: null }),
            pairs.Count(p => judgements[p.Key].Fault is not null),
            (double)pairs.Count(p => p.IsKnownRelevant) / pairs.Count,
            judged.Length == 0 ? 0 : (double)judged.Count(p => judgements[p.Key].IsRelevant) / judged.Length,
            holes.Count,
            holes.Count(h => Confirmed(h.Pair) == true),
            holes.Count(h => Confirmed(h.Pair) == false),
            holes.Take(Audit.MaxListedHoles).Select(h => new AnnotationHole(
                h.Pair.QueryId, h.Pair.Text, h.Pair.ImageId, h.Pair.Rank, h.Judgement.Grade!.Value, h.Pair.Known is not null)
            {
                Confirmed = Confirmed(h.Pair),
            }).ToArray(),
            duplicates.Groups,
            duplicates.Images)
        {
            Precision = await PrecisionAsync(judged, cancellationToken),
            PeopleAgreement = await AgreementAsync(judged.Where(p => PeopleOf(p) is not null), p => PeopleOf(p) == true, cancellationToken),
            DatasetAgreement = await AgreementAsync(judged.Where(p => p.Known is not null), p => p.IsKnownRelevant, cancellationToken),
            ListedDuplicates = duplicates.First,
        };
    }

    // Only the random sample speaks for all results: what the judge found missing was shown because of what the judge says.
    private bool? PeopleOf(AuditPair pair) => _random.Contains(pair.Key) ? Confirmed(pair) : null;

    private bool? Confirmed(AuditPair pair) => people.TryGetValue(pair.Key, out var relevant) ? relevant : null;

    private async Task<PrecisionEstimate?> PrecisionAsync(AuditPair[] judged, CancellationToken cancellationToken) =>
        judged.Count(p => PeopleOf(p) is not null) < 2
            ? null
            : await analysis.EstimatePrecisionAsync(judged.Select(p => (judgements[p.Key].IsRelevant, PeopleOf(p))), cancellationToken);

    private async Task<AgreementFigures?> AgreementAsync(
        IEnumerable<AuditPair> both, Func<AuditPair, bool> others, CancellationToken cancellationToken)
    {
        var opinions = both.OrderBy(p => p.Place).Select(p => (p.QueryId, judgements[p.Key].IsRelevant, others(p))).ToArray();
        return opinions.Length == 0 ? null : await analysis.MeasureAgreementAsync(opinions, spec.Seed, cancellationToken);
    }
}
