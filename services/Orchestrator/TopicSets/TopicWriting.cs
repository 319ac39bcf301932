using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Review;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>The queries of a topic set, and how they came to be, for its card.</summary>
internal sealed record WrittenTopics(IReadOnlyList<TopicObjects> Topics, JsonObject Provenance);

/// <summary>
/// Grows topics and objects from a file, with people in between (method 4.1 to 4.4). What a stage gave is kept in the job's folder; a stage
/// that was cut off is asked for again, and QueryGeneration answers from its store what it was asked before.
/// </summary>
internal sealed class TopicWriting(TopicGrower grower)
{
    private const string Person = "person";

    /// <summary>Writes the queries.</summary>
    /// <exception cref="ReviewPendingException">People are asked first.</exception>
    public async Task<WrittenTopics> RunAsync(BuildTopicSetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        // A file that changes while the job rests does not change the job.
        var read = await KeptResult.GetAsync(Path.Combine(context.WorkFolder, "topics.json"), () => ReadAsync(spec.File, cancellationToken), cancellationToken);
        var provenance = new JsonObject
        {
            ["topics"] = new JsonObject
            {
                ["file"] = Path.GetFileName(spec.File),
                ["sha256"] = read.Sha256,
                ["start"] = spec.Start.ToString().ToLowerInvariant(),
            },
        };
        var topics = read.Topics.Select(t => new TopicObjects(t.Name, [.. t.Checked.Select(o => new TopicObject(o, Person))])).ToArray();
        var review = new JsonObject();
        var settings = new WritingSettings(spec.Model, spec.Language, context.JobId, spec.Seed, spec.MaxTokens, spec.MaxCost);
        if (spec.Start is TopicSetStart.Seeds)
        {
            var grown = await KeptResult.GetAsync(
                Path.Combine(context.WorkFolder, "grown-topics.json"), () => GrowTopicsAsync(spec, settings, topics, context, cancellationToken), cancellationToken);
            provenance["topic_growth"] = grown.Describe();
            (topics, var items) = await TopicReview.TopicsAsync(Merge(topics, grown, spec.Seed), context, spec.Review, cancellationToken);
            review["topics"] = ReviewSummary.Of(items);
        }

        if (spec.Start is not TopicSetStart.Queries)
        {
            var grown = await KeptResult.GetAsync(
                Path.Combine(context.WorkFolder, "grown-objects.json"), () => GrowObjectsAsync(spec, settings, topics, context, cancellationToken), cancellationToken);
            provenance["object_growth"] = grown.Describe();
            (topics, var items) = await TopicReview.ObjectsAsync(topics, Merge(topics, grown, spec.Seed), context, spec.Review, cancellationToken);
            review["objects"] = ReviewSummary.Of(items);
        }

        if (spec.Review && review.Count > 0)
            provenance["review"] = review;

        return new WrittenTopics(topics, provenance);
    }

    private static async Task<ReadTopics> ReadAsync(string path, CancellationToken cancellationToken) =>
        new(await Hashing.Sha256FileAsync(path, cancellationToken), await TopicLines.ReadAsync(path, cancellationToken));

    private async Task<GrownStage> GrowTopicsAsync(
        BuildTopicSetSpec spec, WritingSettings settings, IReadOnlyList<TopicObjects> topics, JobContext context, CancellationToken cancellationToken)
    {
        var watch = new GrowthWatch(context.Begin("write topics", spec.TopicGrowth.MaxRounds), byTopic: false);
        var growth = await grower.GrowTopicsAsync(settings, Known(topics), spec.TopicGrowth, watch.Add, cancellationToken);
        return watch.Finish(growth);
    }

    private async Task<GrownStage> GrowObjectsAsync(
        BuildTopicSetSpec spec, WritingSettings settings, IReadOnlyList<TopicObjects> topics, JobContext context, CancellationToken cancellationToken)
    {
        var watch = new GrowthWatch(context.Begin("write objects"), byTopic: true);
        var growth = await grower.GrowObjectsAsync(settings, Known(topics), spec.ObjectGrowth, watch.Add, cancellationToken);
        return watch.Finish(growth);
    }

    // What was kept counts as checked, by people or because nobody was to be asked.
    private static KnownTopic[] Known(IEnumerable<TopicObjects> topics) => [.. topics.Select(t => new KnownTopic(t.Name, [.. t.Objects.Select(o => o.Text)], []))];

    // What was there keeps its provenance; what is new is the model's.
    private static TopicObjects[] Merge(IReadOnlyList<TopicObjects> before, GrownStage grown, ulong seed)
    {
        var known = before.SelectMany(t => t.Objects.Select(o => (t.Name, Object: o))).ToDictionary(o => (o.Name, o.Object.Text), o => o.Object);
        return
        [
            .. grown.Growth.Topics.Select(t => new TopicObjects(
                t.Name, [.. t.Checked.Concat(t.Generated).Select(o => known.GetValueOrDefault((t.Name, o)) ?? grown.Write(o, seed))])),
        ];
    }

    private sealed record ReadTopics(string Sha256, IReadOnlyList<KnownTopic> Topics);
}
