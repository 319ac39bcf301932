using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.LabelSets;

/// <summary>What the card of a label set says of how it was built.</summary>
internal static class LabelSetCard
{
    /// <summary>What decides the content.</summary>
    public static JsonObject Parameters(BuildLabelSetSpec spec, LabelSetExtras extras, IReadOnlyList<string> languages)
    {
        var parameters = new JsonObject { ["min_images"] = spec.MinImages };
        if (extras.Tags.Length == 0)
            parameters["min_area"] = spec.MinArea;
        else if (extras.MinScore > double.MinValue)
            parameters["min_score"] = extras.MinScore;
        parameters["levels"] = spec.Levels;
        parameters["max_per_level"] = spec.MaxPerLevel;
        parameters["styles"] = new JsonArray(spec.Styles.Select(s => (JsonNode)s).ToArray());
        parameters["languages"] = new JsonArray(languages.Select(l => (JsonNode)l).ToArray());
        parameters["seed"] = spec.Seed;
        if (extras.Crowds is CrowdBoxes.Ignore)
            parameters["crowd"] = "ignore";
        if (extras.Negatives > 0)
            parameters["negatives"] = extras.Negatives;
        return parameters;
    }

    // Names and hashes of files, not their paths: a dataset says nothing about the machine that made it.
    public static async Task<JsonObject> ProvenanceAsync(
        BuildLabelSetSpec spec,
        LabelSetExtras extras,
        IReadOnlyDictionary<string, IReadOnlyList<NaturalQuery>> natural,
        CancellationToken cancellationToken)
    {
        var provenance = new JsonObject { ["builder"] = "labels" };
        if (extras.Tags.Length > 0)
            provenance["tags"] = await SourceAsync(extras.Tags, cancellationToken);
        else
            provenance["annotations"] = await SourceAsync(spec.Annotations, cancellationToken);
        if (spec.Taxonomy.Length > 0)
            provenance["taxonomy"] = await SourceAsync(spec.Taxonomy, cancellationToken);
        if (natural.Count > 0)
        {
            provenance["query_models"] = NaturalQueries.Describe(natural.Values.SelectMany(q => q));
            provenance["natural_queries_missing"] = natural.Values.Sum(queries => queries.Count(q => q.Fault is not null));
        }

        return provenance;
    }

    /// <summary>A file by name and content.</summary>
    public static async Task<JsonObject> SourceAsync(string path, CancellationToken cancellationToken) => new()
    {
        ["file"] = Path.GetFileName(path),
        ["sha256"] = await Hashing.Sha256FileAsync(path, cancellationToken),
    };
}
