using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Lets a language model write the captions of photos in one language. Each caption is kept in the job's folder as it comes: a job that was
/// cut off asks only for the others, and for those that failed.
/// </summary>
internal sealed class CaptionWriting(CaptionGenerator generator)
{
    /// <summary>Captions photos.</summary>
    /// <param name="settings">How.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="prepared">Where their small files are.</param>
    /// <param name="context">The job.</param>
    /// <param name="cancellationToken">Stops; what was written stays.</param>
    /// <returns>By photo, its caption or why there is none.</returns>
    /// <exception cref="BenchException">The endpoint kept failing for some photos.</exception>
    public async Task<IReadOnlyDictionary<string, GeneratedCaption>> RunAsync(
        CaptionSettings settings,
        IReadOnlyList<PreparedPhoto> photos,
        PreparedPhotos prepared,
        JobContext context,
        CancellationToken cancellationToken)
    {
        var stage = context.Begin($"write captions ({settings.Language})", photos.Count);
        var path = Path.Combine(context.WorkFolder, $"captions.{settings.Language}.jsonl");
        var captions = new Dictionary<string, GeneratedCaption>(StringComparer.Ordinal);
        await using var ledger = await JsonLinesLedger<GeneratedCaption>.OpenAsync(path, KnowAsync, cancellationToken);
        stage.Restore(captions.Count);
        var missing = photos.Where(p => !captions.ContainsKey(p.Image)).ToArray();
        var transient = new List<GeneratedCaption>();
        await foreach (var caption in generator.CaptionAsync(settings, ReadAsync(missing, prepared, cancellationToken), cancellationToken))
        {
            if (caption.IsTransient)
            {
                transient.Add(caption);
                continue;
            }

            captions[caption.Id] = caption;
            if (caption.Fault is { } fault)
            {
                stage.Skip(caption.Id, $"no caption in '{settings.Language}': {fault}");
                continue;
            }

            await ledger.AppendAsync(caption, cancellationToken);
            stage.Add();
        }

        await ledger.FlushAsync(cancellationToken);
        if (transient.Count > 0)
        {
            throw new BenchException(
                ErrorKind.Unavailable,
                $"{transient.Count} of {photos.Count} photos could not be captioned, such as {transient[0].Id}: {transient[0].Fault} Resume the job later.");
        }

        RequireAll(photos, captions);
        stage.Finish();
        return captions;

        Task KnowAsync(GeneratedCaption caption)
        {
            captions[caption.Id] = caption;
            return Task.CompletedTask;
        }
    }

    private static async IAsyncEnumerable<(string Id, byte[] Image)> ReadAsync(
        PreparedPhoto[] photos, PreparedPhotos prepared, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var photo in photos)
            yield return (photo.Image, await File.ReadAllBytesAsync(prepared.FileOf(photo.Image), cancellationToken));
    }

    private static void RequireAll(IReadOnlyList<PreparedPhoto> photos, Dictionary<string, GeneratedCaption> captions)
    {
        if (photos.FirstOrDefault(p => !captions.ContainsKey(p.Image)) is { } forgotten)
            throw new BenchException(ErrorKind.Internal, $"QueryGeneration ended the stream without an answer for '{forgotten.Image}'.");
    }
}
