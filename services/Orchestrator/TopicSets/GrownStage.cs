using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Clients;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>What a stage of growing gave, with what a dataset's card says of it.</summary>
/// <param name="Growth">What was grown.</param>
/// <param name="Rejected">Objects that were not added, by reason.</param>
/// <param name="Drift">Signs of drift at the end: of each topic, or of all together where topics were grown.</param>
internal sealed record GrownStage(Growth Growth, SortedDictionary<string, int> Rejected, IReadOnlyList<TopicDrift> Drift)
{
    /// <summary>An object that the model wrote.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="seed">Seed of the growth.</param>
    public TopicObject Write(string text, ulong seed) => new(text, FormattableString.Invariant($"{Growth.ModelId} {Growth.Prompt} seed {seed}").Trim())
    {
        Model = Growth.ModelId,
        Prompt = Growth.Prompt,
        Seed = (long)(seed & long.MaxValue),
    };

    public JsonObject Describe()
    {
        var description = new JsonObject { ["model"] = Growth.Model, ["model_id"] = Growth.ModelId, ["prompt"] = Growth.Prompt };
        if (Growth.Similarity.Length > 0)
            description["similarity"] = Growth.Similarity;
        if (Growth.Stopped.Length > 0)
            description["stopped"] = Growth.Stopped;
        description["rejected"] = new JsonObject(Rejected.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value)));
        description["drift"] = new JsonArray([.. Drift.Select(d => (JsonNode)d.Describe())]);
        return description;
    }
}

/// <summary>How a topic grew.</summary>
/// <param name="Topic">Its name; empty for all topics together.</param>
/// <param name="Rounds">Rounds made.</param>
/// <param name="Stopped">Why it ended.</param>
/// <param name="Signs">Signs of drift after the last round.</param>
internal sealed record TopicDrift(string Topic, int Rounds, string Stopped, DriftSigns Signs)
{
    public JsonObject Describe()
    {
        var description = new JsonObject();
        if (Topic.Length > 0)
            description["topic"] = Topic;
        description["rounds"] = Rounds;
        if (Stopped.Length > 0)
            description["stopped"] = Stopped;
        description["generated"] = Signs.Generated;
        description["distinct_heads"] = Signs.DistinctHeads;
        description["mean_length"] = Math.Round(Signs.MeanLength, 3);
        description["checked_mean_length"] = Math.Round(Signs.CheckedMeanLength, 3);
        description["rejected_share"] = Math.Round(Signs.RejectedShare, 3);
        description["drifting"] = Signs.Drifting;
        return description;
    }
}
