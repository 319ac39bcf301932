using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>Lets people look at which labels' images answer searches for others; what they reject is left out of the taxonomy.</summary>
internal static class CompatibilityReview
{
    private const string Stage = "compatibility";

    /// <returns>The taxonomy without the relations that were rejected, and what became of all.</returns>
    public static async Task<(Taxonomy Taxonomy, IReadOnlyList<ReviewedItem> Items)> RunAsync(
        Taxonomy taxonomy, string source, JobContext context, CancellationToken cancellationToken)
    {
        var proposals = taxonomy.Labels
            .SelectMany(label => label.Parents.Select(parent => Parent(label, parent)).Concat(label.Equivalents.Select(other => Equivalent(label, other))))
            .DistinctBy(p => p.Key, StringComparer.Ordinal)
            .ToArray();
        var items = await context.ReviewAsync(Stage, proposals, wait: true, cancellationToken);
        var rejected = items.Where(i => !i.IsKept).Select(i => i.Key).ToHashSet(StringComparer.Ordinal);
        var labels = taxonomy.Labels.Select(label => label with
        {
            Parents = label.Parents.Where(parent => !rejected.Contains(Parent(label, parent).Key)).ToArray(),
            Equivalents = label.Equivalents.Where(other => !rejected.Contains(Equivalent(label, other).Key)).ToArray(),
        });
        return (new Taxonomy(labels.ToArray(), source), items);
    }

    private static ReviewProposal Parent(Label child, string parent) =>
        new($"{parent} > {child.Name}", ReviewKind.Compatibility, $"'{parent}' accepts '{child.Name}'")
        {
            Group = "parents",
            Details = Details(parent, child.Name, $"A search for '{parent}' finds '{child.Name}' too, not the reverse."),
        };

    // Stated on either side or on both, it is one relation.
    private static ReviewProposal Equivalent(Label label, string other)
    {
        var (first, second) = string.CompareOrdinal(label.Name, other) <= 0 ? (label.Name, other) : (other, label.Name);
        return new ReviewProposal($"{first} = {second}", ReviewKind.Compatibility, $"'{first}' and '{second}' are equivalent")
        {
            Group = "equivalents",
            Details = Details(first, second, $"Searches for '{first}' and for '{second}' find both."),
        };
    }

    private static Dictionary<string, string> Details(string searched, string found, string means) =>
        new(StringComparer.Ordinal) { ["searched"] = searched, ["found"] = found, ["means"] = means };
}
