using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>What people look at while a label set is built: first which labels are compatible, which decides what is searchable, then their names.</summary>
internal sealed class LabelSetReview(BuildLabelSetSpec spec, JobContext context)
{
    private IReadOnlyList<ReviewedItem> _relations = [];
    private IReadOnlyList<ReviewedItem> _names = [];

    /// <summary>The taxonomy without the relations that were rejected.</summary>
    public async Task<Taxonomy> RelationsAsync(Taxonomy taxonomy, CancellationToken cancellationToken)
    {
        var source = spec.Taxonomy.Length > 0 ? spec.Taxonomy : spec.LabelsFile;
        (taxonomy, _relations) = await CompatibilityReview.RunAsync(taxonomy, source, context, cancellationToken);
        return taxonomy;
    }

    /// <summary>The decided names; labels that were rejected are left out of the images' searchable ones.</summary>
    public async Task<ReviewedNames> NamesAsync(Taxonomy taxonomy, LabelImages images, CancellationToken cancellationToken)
    {
        var names = await NameReview.RunAsync(spec, taxonomy, images, context, cancellationToken);
        images.LeaveOut(names.Rejected);
        _names = names.Items;
        return names;
    }

    /// <summary>Says in a dataset's provenance what was reviewed.</summary>
    public void Describe(JsonObject provenance) => provenance["review"] = new JsonObject
    {
        ["compatibility"] = ReviewSummary.Of(_relations),
        ["names"] = ReviewSummary.Of(_names),
    };
}
