using System.Globalization;

namespace ImageSearchBench.Evaluator.Failures;

/// <summary>Finds why a query failed; each rule looks at one kind of evidence.</summary>
internal sealed class CauseFinder(FailureKnowledge knowledge, int level)
{
    // A concept found instead is told only when it is no accident: in two wrong results at least, and in a third of them.
    private const int FewestConfused = 2;
    private const double LeastConfusedShare = 1.0 / 3;

    /// <summary>The causes, the strongest first; at least one.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="wrong">The results looked at that are not relevant.</param>
    /// <param name="relevant">Ids of the relevant documents.</param>
    /// <param name="place">Where the best relevant document stands.</param>
    public IReadOnlyList<FoundCause> Find(
        FailureTopicData topic, IReadOnlyList<LookedAt> wrong, IReadOnlyCollection<string> relevant, CaptionPlace place)
    {
        FoundCause?[] causes =
        [
            NearDuplicates(wrong, relevant), AnnotationHoles(topic, wrong), PartialConcepts(topic, wrong), Confused(topic, wrong),
            topic.IsCaption ? Caption(place) : null,
        ];
        FoundCause[] found = [.. causes.OfType<FoundCause>().OrderByDescending(c => c.Strength).ThenBy(c => c.Kind)];
        return found.Length > 0 ? found : [new FoundCause(CauseKind.Unknown, 0, "Nothing in the data explains it.", [], [])];
    }

    private FoundCause? NearDuplicates(IReadOnlyList<LookedAt> wrong, IReadOnlyCollection<string> relevant)
    {
        if (!knowledge.Groups.Any)
            return null;
        var groups = relevant.Select(knowledge.Groups.Of).Where(g => g >= 0).ToHashSet();
        return Share(
            CauseKind.NearDuplicate, wrong, [.. wrong.Where(w => knowledge.Groups.Of(w.DocumentId) is >= 0 and var g && groups.Contains(g))],
            "wrong results are near-duplicates of relevant images: the ground truth is too narrow", []);
    }

    private FoundCause? AnnotationHoles(FailureTopicData topic, IReadOnlyList<LookedAt> wrong) => Share(
        CauseKind.AnnotationHole, wrong, [.. wrong.Where(w => topic.SecondOpinions.TryGetValue(w.DocumentId, out var grade) && grade >= level)],
        "wrong results are relevant by another judge: labels are missing", []);

    private static FoundCause? PartialConcepts(FailureTopicData topic, IReadOnlyList<LookedAt> wrong)
    {
        if (topic.Labels.Count < 2)
            return null;
        LookedAt[] partial = [.. wrong.Where(w => w.Satisfied.Count > 0 && w.Satisfied.Count < topic.Labels.Count)];
        string[] missing =
        [
            .. topic.Labels.Select(l => (Label: l, Lacking: partial.Count(p => !p.Satisfied.Contains(l)))).Where(p => p.Lacking > 0)
                .OrderByDescending(p => p.Lacking).Select(p => p.Label),
        ];
        return Share(
            CauseKind.PartialConcepts, wrong, partial, $"wrong results show only part of what is asked for, mostly without {string.Join(", ", missing.Take(3))}",
            missing);
    }

    private FoundCause? Confused(FailureTopicData topic, IReadOnlyList<LookedAt> wrong)
    {
        var others = wrong.Where(w => w.Satisfied.Count == 0)
            .SelectMany(w => knowledge.LabelsOf(w.DocumentId).Select(label => (label, w)))
            .GroupBy(p => p.label, p => p.w, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
        if (topic.Labels.Count == 0 || others is null || others.Count() < Math.Max(FewestConfused, LeastConfusedShare * wrong.Count))
            return null;
        return Share(
            CauseKind.ConfusedConcept, wrong, [.. others], $"wrong results show {others.Key} in place of {string.Join(" and ", topic.Labels)}", [others.Key]);
    }

    // Scores are compared in standard deviations of the query's own results: they have no scale of their own.
    private static FoundCause? Caption(CaptionPlace place)
    {
        if (place.Rank == 0)
            return new FoundCause(CauseKind.WrongCaption, 1, "The image of this caption is not among the results at all.", [], []);
        if (place.StandardScore <= 0)
            return new FoundCause(
                CauseKind.WrongCaption, 0.9, Text($"The image of this caption scores no better than the average result (rank {place.Rank})."), [place.DocumentId], []);
        return place.GapToTop <= 1
            ? new FoundCause(
                CauseKind.VagueCaption, 1 - place.GapToTop / 2,
                Text($"The image of this caption stands at rank {place.Rank}, {place.GapToTop:F2} standard deviations below the top: the caption fits the others too."),
                [place.DocumentId], [])
            : null;
    }

    private static FoundCause? Share(CauseKind kind, IReadOnlyList<LookedAt> wrong, LookedAt[] explained, string evidence, string[] labels) =>
        explained.Length == 0
            ? null
            : new FoundCause(
                kind, (double)explained.Length / wrong.Count, Text($"{explained.Length} of {wrong.Count} {evidence}."),
                [.. explained.Select(e => e.DocumentId)], labels);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Where the best relevant document of a query stands.</summary>
/// <param name="DocumentId">Its id.</param>
/// <param name="Rank">Its rank, 0 where none was found.</param>
/// <param name="StandardScore">Its score in standard deviations above the mean of the query's results.</param>
/// <param name="GapToTop">How far it is below the top score, in the same.</param>
internal readonly record struct CaptionPlace(string DocumentId, int Rank, double StandardScore, double GapToTop);
