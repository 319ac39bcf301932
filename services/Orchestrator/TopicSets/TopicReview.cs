using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>Lets people pick topics and objects (review stages <c>topics</c> and <c>objects</c>). A topic that is left out takes its objects along.</summary>
internal static class TopicReview
{
    private const string TopicPrefix = "topic/";
    private const string ObjectPrefix = "object/";

    /// <summary>After stage 1: topics, and the objects that a model wrote.</summary>
    /// <exception cref="BenchException">FailedPrecondition: nothing was kept.</exception>
    public static async Task<(TopicObjects[] Topics, IReadOnlyList<ReviewedItem> Items)> TopicsAsync(
        IReadOnlyList<TopicObjects> topics, JobContext context, bool wait, CancellationToken cancellationToken)
    {
        var proposals = new List<ReviewProposal>();
        foreach (var topic in topics)
        {
            proposals.Add(new ReviewProposal(TopicPrefix + topic.Name, ReviewKind.Topic, topic.Name) { Group = topic.Name });
            proposals.AddRange(topic.Objects.Select(o => Proposal(topic, o)));
        }

        var items = await context.ReviewAsync("topics", proposals, wait, cancellationToken);
        return (Keep(topics, items), items);
    }

    /// <summary>After stage 2: the objects that it added; the others were looked at before.</summary>
    /// <param name="before">Topics with the objects that are kept already.</param>
    /// <param name="grown">The same topics with all objects.</param>
    /// <param name="context">The job.</param>
    /// <param name="wait">People are asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(TopicObjects[] Topics, IReadOnlyList<ReviewedItem> Items)> ObjectsAsync(
        IReadOnlyList<TopicObjects> before, IReadOnlyList<TopicObjects> grown, JobContext context, bool wait, CancellationToken cancellationToken)
    {
        var known = before.SelectMany(t => t.Objects.Select(o => (t.Name, o.Text))).ToHashSet();
        var proposals = grown.SelectMany(t => t.Objects.Where(o => !known.Contains((t.Name, o.Text))).Select(o => Proposal(t, o))).ToArray();
        var items = await context.ReviewAsync("objects", proposals, wait, cancellationToken);
        return (Keep(grown, items), items);
    }

    private static ReviewProposal Proposal(TopicObjects topic, TopicObject thing) => new($"{ObjectPrefix}{topic.Name}/{thing.Text}", ReviewKind.Object, thing.Text)
    {
        Group = topic.Name,
        Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["written by"] = thing.Provenance },
    };

    private static TopicObjects[] Keep(IReadOnlyList<TopicObjects> topics, IReadOnlyList<ReviewedItem> items)
    {
        var byKey = items.ToDictionary(i => i.Key, StringComparer.Ordinal);
        var added = items.Where(i => i.Key.StartsWith(ReviewedItem.AddedPrefix, StringComparison.Ordinal) && i.IsKept).ToLookup(i => i.Kind);
        var kept = new List<TopicObjects>();
        foreach (var topic in topics)
        {
            var reviewed = byKey.GetValueOrDefault(TopicPrefix + topic.Name);
            if (reviewed is { IsKept: false })
                continue;
            var own = topic.Objects.Select(o => Decide(o, byKey.GetValueOrDefault($"{ObjectPrefix}{topic.Name}/{o.Text}"))).OfType<TopicObject>();
            kept.Add(new TopicObjects(reviewed?.Text ?? topic.Name, [.. own, .. Added(added[ReviewKind.Object], topic.Name)]));
        }

        // A topic that a person added has the objects that were added to its group.
        kept.AddRange(added[ReviewKind.Topic].Select(t => new TopicObjects(t.Text, [.. Added(added[ReviewKind.Object], t.Text)])));
        return Distinct(kept);
    }

    private static TopicObject? Decide(TopicObject thing, ReviewedItem? item) => item switch
    {
        null or { Decision: ReviewDecision.Accepted, Reviewer: "" } => thing,
        { Decision: ReviewDecision.Accepted } => thing with { Reviewer = item.Reviewer },
        { Decision: ReviewDecision.Edited } => thing with
        {
            Text = item.Text,
            Provenance = $"{thing.Provenance}, edited by {item.Reviewer}",
            Reviewer = item.Reviewer,
        },
        _ => null,
    };

    private static IEnumerable<TopicObject> Added(IEnumerable<ReviewedItem> objects, string topic) =>
        objects.Where(o => o.Group == topic).Select(o => new TopicObject(o.Text, "person") { Reviewer = o.Reviewer });

    // Two topics may have got one name, two objects one text: the first one counts.
    private static TopicObjects[] Distinct(IEnumerable<TopicObjects> topics)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var distinct = topics.GroupBy(t => t.Name, StringComparer.OrdinalIgnoreCase)
            .Select(g => new TopicObjects(g.First().Name, [.. g.SelectMany(t => t.Objects).Where(o => seen.Add(o.Text))]))
            .Where(t => t.Objects.Count > 0)
            .ToArray();
        return distinct.Length > 0
            ? distinct
            : throw new BenchException(ErrorKind.FailedPrecondition, "No topic with an object was kept in the review: undo some decisions, or start a new job.");
    }
}
