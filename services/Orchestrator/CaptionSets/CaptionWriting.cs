using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>
/// Lets a language model write the captions of photos in one language. Each caption is kept in the job's folder as it comes: a job that was
/// cut off asks only for the others, and for those that failed.
/// </summary>
internal sealed class CaptionWriting(CaptionGenerator generator)
{
    // How much a crash of the machine may lose; QueryGeneration has the replies in any case.
    private const int CaptionsPerFlush = 100;

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
        var (captions, end) = await ReadKnownAsync(path, cancellationToken);
        stage.Restore(captions.Count);

        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        file.SetLength(end);
        file.Seek(0, SeekOrigin.End);
        var missing = photos.Where(p => !captions.ContainsKey(p.Image)).ToArray();
        var transient = new List<GeneratedCaption>();
        var unflushed = 0;
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

            await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(caption, Json.Line), cancellationToken);
            await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
            stage.Add();
            if (++unflushed == CaptionsPerFlush)
            {
                await file.FlushToDiskAsync(cancellationToken);
                unflushed = 0;
            }
        }

        await file.FlushToDiskAsync(cancellationToken);
        if (transient.Count > 0)
        {
            throw new BenchException(
                ErrorKind.Unavailable,
                $"{transient.Count} of {photos.Count} photos could not be captioned, such as {transient[0].Id}: {transient[0].Fault} Resume the job later.");
        }

        RequireAll(photos, captions);
        stage.Finish();
        return captions;
    }

    private static async Task<(Dictionary<string, GeneratedCaption> Captions, long End)> ReadKnownAsync(
        string path, CancellationToken cancellationToken)
    {
        var captions = new Dictionary<string, GeneratedCaption>(StringComparer.Ordinal);
        var end = 0L;
        if (!File.Exists(path))
            return (captions, end);
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken) && lines.HasEnd)
        {
            var caption = JsonLines.Parse<GeneratedCaption>(lines);
            captions[caption.Id] = caption;
            end = lines.NextOffset;
        }

        return (captions, end);
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
