using System.IO.Hashing;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Evaluation;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Runs;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Orchestrator.Systems;

/// <summary>
/// Asks a search target all queries of a dataset, a few at once. Answers are kept in the job's folder as they come: a job that was cut off
/// asks only the rest.
/// </summary>
internal sealed class SearchTargetStage(IOptions<SearchTargetOptions> options, TimeProvider time)
{
    private const string FileName = "target.jsonl";

    /// <summary>Asks the queries and writes the results in the dataset's order.</summary>
    /// <returns>SHA-256 of all answers: the identity of a system whose inside nobody here sees.</returns>
    /// <exception cref="BenchException">The target fails, or names an image that the dataset does not have.</exception>
    public async Task<string> RunAsync(
        DatasetReader dataset, Uri address, ResultsWriter results, int topK, JobContext context, CancellationToken cancellationToken)
    {
        var stage = context.Begin("ask search target", dataset.Dataset.Queries);
        var path = Path.Combine(context.WorkFolder, FileName);
        var known = 0;
        var images = await ReadImagesAsync(dataset, cancellationToken);
        using var client = new SearchTargetClient(address, options.Value, time);
        await using (var ledger = await JsonLinesLedger<Answer>.OpenAsync(path, KnowAsync, cancellationToken))
        {
            stage.Restore(known);
            var answers = OrderedParallel.SelectAsync(
                dataset.ReadQueriesAsync(cancellationToken).Skip(known),
                options.Value.Concurrency,
                async query => new Answer(query.Id, await client.SearchAsync(query.Id, query.Text, topK, cancellationToken)),
                cancellationToken);
            await foreach (var answer in answers)
            {
                RequireKnown(answer, images, dataset.Dataset, address);
                await ledger.AppendAsync(answer, cancellationToken);
                stage.Add();
            }

            await ledger.FlushAsync(cancellationToken);
        }

        await foreach (var answer in JsonLines.ReadAsync<Answer>(path, cancellationToken))
            await results.WriteAsync(answer.QueryId, answer.Hits, cancellationToken);
        await results.FinishAsync(cancellationToken);
        stage.Finish();
        return await Hashing.Sha256FileAsync(path, cancellationToken);

        Task KnowAsync(Answer answer)
        {
            known++;
            return Task.CompletedTask;
        }
    }

    // Hashes instead of ids: some 30 bytes an image, however long its id. A dataset without a list of images takes any id.
    private static async Task<HashSet<UInt128>?> ReadImagesAsync(DatasetReader dataset, CancellationToken cancellationToken)
    {
        if (!dataset.HasImages)
            return null;
        var images = new HashSet<UInt128>();
        await foreach (var image in dataset.ReadImagesAsync(cancellationToken))
            images.Add(Hash(image.Id));
        return images;
    }

    private static void RequireKnown(Answer answer, HashSet<UInt128>? images, Dataset dataset, Uri address)
    {
        if (images is null)
            return;
        foreach (var hit in answer.Hits)
        {
            if (!images.Contains(Hash(hit.ImageId)))
            {
                throw new BenchException(
                    ErrorKind.FailedPrecondition,
                    $"The search target {address.GetLeftPart(UriPartial.Authority)} answered query '{answer.QueryId}' with the image '{hit.ImageId}', which dataset '{dataset.Name}' does not have. Let it search the images of {DatasetFiles.Images}, and answer with their ids.",
                    "system");
            }
        }
    }

    private static UInt128 Hash(string id) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));

    /// <summary>A line of the file: what the target answered.</summary>
    private sealed record Answer(string QueryId, IReadOnlyList<Hit> Hits);
}
