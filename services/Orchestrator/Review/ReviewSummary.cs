using System.Text.Json.Nodes;

namespace ImageSearchBench.Orchestrator.Review;

/// <summary>What a dataset's card says about a review: how many items became what, and who decided; no times, so that equal work gives equal bytes.</summary>
internal static class ReviewSummary
{
    public static JsonObject Of(IReadOnlyCollection<ReviewedItem> items) => new()
    {
        ["accepted"] = items.Count(i => i.Decision == ReviewDecision.Accepted),
        ["edited"] = items.Count(i => i.Decision == ReviewDecision.Edited),
        ["rejected"] = items.Count(i => i.Decision == ReviewDecision.Rejected),
        ["reviewers"] = new JsonArray(Reviewers(items).Select(r => (JsonNode)r).ToArray()),
    };

    /// <summary>Who decided about items, in ordinal order, separated by commas; null where nobody was asked.</summary>
    public static string? Names(IEnumerable<ReviewedItem> items) => Reviewers(items) is { Length: > 0 } names ? string.Join(", ", names) : null;

    private static string[] Reviewers(IEnumerable<ReviewedItem> items) =>
        items.Select(i => i.Reviewer).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
}
