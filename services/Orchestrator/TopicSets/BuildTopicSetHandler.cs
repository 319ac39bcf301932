using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Fetching;
using ImageSearchBench.Orchestrator.ImageSources;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>
/// Builds a topic set (method: Precision and Recall together). What models, people and image sources answered, and every picture, is kept in
/// the job's folder as it comes; the rest is quick and done anew after an interruption. Equal answers give equal bytes.
/// </summary>
internal sealed class BuildTopicSetHandler(
    TopicWriting writing,
    ImageSourceFactory sources,
    ImageFetcher fetcher,
    PhotoResizer resizer,
    DatasetStore datasets,
    DataFolder folder,
    IOptions<OrchestratorOptions> limits,
    IOptions<ImageSourceOptions> options) : IJobHandler<BuildTopicSetSpec>
{
    /// <inheritdoc />
    public async Task CheckAsync(BuildTopicSetSpec spec, CancellationToken cancellationToken)
    {
        if (!File.Exists(spec.File))
            throw BenchException.Invalid($"There is no topic file {spec.File} on the server.", "start");
        _ = await TopicLines.ReadAsync(spec.File, cancellationToken);
        await ImageSourceFactory.CheckAsync(SourceOf(spec), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(BuildTopicSetSpec spec, JobContext context, CancellationToken cancellationToken)
    {
        var written = await writing.RunAsync(spec, context, cancellationToken);
        await using var source = await sources.OpenAsync(SourceOf(spec), context, cancellationToken);
        await using var searches = await KeptSearches.OpenAsync(context.WorkFolder, cancellationToken);
        await using var pictures = await KeptPictures.OpenAsync(context.WorkFolder, cancellationToken);
        var pictureLimits = new PictureLimits(spec.Size, limits.Value.MaxImageBytes);
        var kept = new KeptPictures(fetcher, resizer, pictures, context.WorkFolder, spec.Rules, pictureLimits, context.RetryFailed);
        var collector = new ImageCollector(new KeptSearches(source, searches, spec.Rules, options.Value.MaxPages), kept, spec.Rules, options.Value.QueriesAtOnce);

        await using var draft = new DatasetDraft(Path.Combine(context.WorkFolder, "dataset"));
        await using var dropped = new DroppedList(Path.Combine(draft.Folder, DroppedList.FileName));
        await CollectAsync(TopicQuery.Of(written.Topics, spec.Language), collector, new TopicSetWriter(draft, kept), dropped, context, cancellationToken);
        DurableFile.FlushFolder(Path.Combine(context.WorkFolder, "pictures"));

        var card = await draft.PublishAsync(
            folder.Datasets, spec.Name, "topics", TopicSetWriter.Parameters(spec), Provenance(written, source, dropped), dropped.Summary, cancellationToken);
        await datasets.RegisterBuiltAsync(card, Path.Combine(folder.Datasets, card.Hash), cancellationToken);
        return new JobResult(JobResultKind.Dataset, card.Hash);
    }

    private static async Task CollectAsync(
        IReadOnlyList<TopicQuery> queries, ImageCollector collector, TopicSetWriter writer, DroppedList dropped, JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = context.Begin("collect images", queries.Count);
        await foreach (var collected in collector.RunAsync(queries, cancellationToken))
        {
            foreach (var what in collected.Dropped)
                await dropped.AddAsync(what, cancellationToken);
            if (collected.IsKept)
            {
                await writer.WriteAsync(collected, cancellationToken);
                stage.Add();
            }
            else
                stage.Skip(collected.Query.Text, collected.Dropped[^1].Detail);
        }

        await dropped.FinishAsync(cancellationToken);
        if (writer.Queries == 0)
        {
            throw BenchException.Invalid(
                $"None of the {queries.Count} queries is left ({dropped.DescribeQueries()}). Lower min_results or keep, or take another source.", "rules");
        }

        stage.Finish();
    }

    private static JsonObject Provenance(WrittenTopics written, IImageSource source, DroppedList dropped)
    {
        var provenance = new JsonObject { ["builder"] = "topics" };
        foreach (var (name, value) in written.Provenance)
            provenance[name] = value?.DeepClone();
        provenance["images"] = source.Describe();
        provenance["dropped"] = dropped.Describe();
        return provenance;
    }

    private static ImageSourceName SourceOf(BuildTopicSetSpec spec) =>
        ImageSourceName.Parse(spec.Source) ?? throw BenchException.Invalid($"'{spec.Source}' is no image source: choose {ImageSourceName.Known}.", "source");
}
