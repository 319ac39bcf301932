using System.Runtime.CompilerServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Lets a language model write the captions of photos in one language. What comes of each photo is kept in the job's folder as it comes: a
/// job that was cut off asks only for the others. That a photo gets no caption is kept as well, so that the same others stand in for it.
/// </summary>
internal sealed class CaptionWriting(CaptionGenerator generator, CaptionSettings settings, PreparedPhotos prepared, JobContext context)
    : IAsyncDisposable
{
    private readonly Dictionary<string, GeneratedCaption> _captions = new(StringComparer.Ordinal);
    private JsonLinesLedger<GeneratedCaption>? _ledger;
    private StageTracker? _stage;
    private int _photos;

    /// <summary>Language of the captions.</summary>
    public string Language => settings.Language;

    /// <summary>Captions further photos.</summary>
    /// <returns>What came of each, in the order of the photos.</returns>
    /// <exception cref="BenchException">The endpoint kept failing for some photos.</exception>
    public async Task<IReadOnlyList<GeneratedCaption>> WriteAsync(IReadOnlyList<PreparedPhoto> photos, CancellationToken cancellationToken)
    {
        if (_ledger is null)
            await OpenAsync(cancellationToken);
        _photos += photos.Count;
        _stage = context.BeginOrGoOn(_stage, $"write captions ({settings.Language})", _photos);
        var known = photos.Where(p => _captions.ContainsKey(p.Image)).Select(p => _captions[p.Image]).ToArray();
        _stage.Restore(known.Length);
        _stage.RestoreSkipped(known.Count(c => c.Fault is not null), known.Where(c => c.Fault is not null).Select(c => new SkippedItem(c.Id, Reason(c))));

        var transient = await AskAsync(photos.Where(p => !_captions.ContainsKey(p.Image)).ToArray(), _stage, cancellationToken);
        await _ledger!.FlushAsync(cancellationToken);
        if (transient.Count > 0)
        {
            throw new BenchException(
                ErrorKind.Unavailable,
                $"{transient.Count} of {photos.Count} photos could not be captioned, such as {transient[0].Id}: {transient[0].Fault} Resume the job later.");
        }

        _stage.Finish();
        return photos.Select(p => _captions.GetValueOrDefault(p.Image) ?? throw new BenchException(
            ErrorKind.Internal, $"QueryGeneration ended the stream without an answer for '{p.Image}'.")).ToArray();
    }

    public ValueTask DisposeAsync() => _ledger?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(context.WorkFolder, $"captions.{settings.Language}.jsonl");
        _ledger = await JsonLinesLedger<GeneratedCaption>.OpenAsync(path, KnowAsync, cancellationToken);

        Task KnowAsync(GeneratedCaption caption)
        {
            if (caption.Fault is null || !context.RetryFailed)
                _captions[caption.Id] = caption;
            return Task.CompletedTask;
        }
    }

    private async Task<List<GeneratedCaption>> AskAsync(PreparedPhoto[] photos, StageTracker stage, CancellationToken cancellationToken)
    {
        var transient = new List<GeneratedCaption>();
        await foreach (var caption in generator.CaptionAsync(settings, ReadAsync(photos, cancellationToken), cancellationToken))
        {
            if (caption.IsTransient)
            {
                transient.Add(caption);
                continue;
            }

            _captions[caption.Id] = caption;
            await _ledger!.AppendAsync(caption, cancellationToken);
            if (caption.Fault is null)
                stage.Add();
            else
                stage.Skip(caption.Id, Reason(caption));
        }

        return transient;
    }

    private string Reason(GeneratedCaption caption) => $"no caption in '{settings.Language}': {caption.Fault}";

    private async IAsyncEnumerable<(string Id, byte[] Image)> ReadAsync(
        PreparedPhoto[] photos, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var photo in photos)
            yield return (photo.Image, await File.ReadAllBytesAsync(prepared.FileOf(photo.Image), cancellationToken));
    }
}
