using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Collections;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Systems;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>How many near-duplicates there are.</summary>
internal sealed record DuplicateCounts(EncoderModel Model, int Groups, int Photos);

/// <summary>Finds near-duplicates among the photos of a draft, by an encoder's vectors in a collection that is there only meanwhile.</summary>
internal sealed class DuplicateFinder(ModelCatalog models, ModelVectors vectors, IndexClient index, CollectionFiller filler)
{
    /// <summary>Finds the groups and adds them to the draft, whose images and queries are complete.</summary>
    public async Task<DuplicateCounts> RunAsync(
        DatasetDraft draft, BuildCaptionSetSpec spec, int photos, JobContext context, CancellationToken cancellationToken)
    {
        var model = await models.GetAsync(spec.DuplicateModel, cancellationToken);
        await draft.FlushAsync(cancellationToken);
        var collection = await IndexAsync(draft, model, photos, context, cancellationToken);

        var stage = context.Begin("find near-duplicates", photos);
        var (groups, members) = (0, 0);
        await draft.BeginDuplicatesAsync(cancellationToken);
        await foreach (var group in index.FindDuplicatesAsync(collection, spec.MinCosine, done => stage.Add(done), cancellationToken))
        {
            await draft.AddDuplicatesAsync(new DuplicateGroup(group), cancellationToken);
            groups++;
            members += group.Count;
        }

        stage.Finish();
        await filler.RemoveAsync(collection, cancellationToken);
        return new DuplicateCounts(model, groups, members);
    }

    private async Task<string> IndexAsync(
        DatasetDraft draft, EncoderModel model, int photos, JobContext context, CancellationToken cancellationToken)
    {
        // The collection belongs to this job alone, and to this list of images: a later try of the job goes on filling it.
        var images = await Hashing.Sha256FileAsync(Path.Combine(draft.Folder, DatasetFiles.Images), cancellationToken);
        var hash = Hashing.Sha256($"{context.JobId} {images}");
        var dataset = new Dataset(
            hash, "draft", "captions", photos, 0, 0, 0, new Dictionary<string, long>(StringComparer.Ordinal), draft.Folder, Owned: false, default);
        await using var reader = await DatasetReader.OpenAsync(dataset, cancellationToken);
        return await vectors.IndexImagesAsync(reader, model, context.Begin("encode photos", photos), cancellationToken);
    }
}
