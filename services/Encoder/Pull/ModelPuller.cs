using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Encoder.Models;
using ImageSearchBench.Encoder.Models.Layouts;
using ImageSearchBench.Hosting.Errors;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Encoder.Pull;

/// <summary>How far a download is.</summary>
internal sealed record DownloadProgress(string File, long BytesDone, long BytesTotal);

/// <summary>Downloads a repository's model. Files wait beside the models until all are here; a part goes on where it stopped.</summary>
internal sealed class ModelPuller(ModelHub hub, ModelCatalog catalog, IOptions<EncoderOptions> options)
{
    private const string PartSuffix = ".part";
    private const int ReportEvery = 4 << 20;

    /// <summary>Downloads what is missing and checks every file.</summary>
    /// <exception cref="BenchException">NOT_FOUND; UNAVAILABLE: call again, what is here is kept; DATA_LOSS: a checksum does not hold.</exception>
    public async IAsyncEnumerable<DownloadProgress> DownloadAsync(string source, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parsed = PullSource.Parse(source, name, hub.Address);
        var files = HubSelection.Choose(await ListAsync(parsed.Repository, cancellationToken));
        var total = files.Sum(f => f.Size);
        if (total > options.Value.MaxPullBytes)
            throw BenchException.Invalid($"'{parsed.Repository}' has {total} bytes; Encoder:MaxPullBytes allows {options.Value.MaxPullBytes}.", "source");
        var folder = FolderOf(parsed);
        long done = 0;
        foreach (var file in files)
        {
            await foreach (var bytes in DownloadAsync(parsed.Repository, file, Path.Combine(folder, file.Path), cancellationToken))
                yield return new DownloadProgress(file.Path, done + bytes, total);
            done += file.Size;
            yield return new DownloadProgress(file.Path, done, total);
        }
    }

    /// <summary>Adds what was downloaded as a model.</summary>
    public async Task<ModelManifest> AddAsync(string source, string name, CancellationToken cancellationToken)
    {
        var parsed = PullSource.Parse(source, name, hub.Address);
        var folder = FolderOf(parsed);
        if (parsed.Known is { } known && ModelManifest.Read(folder) is null)
            known.Complete(LayoutRecognition.Describe(folder)).Write(folder);
        var model = await catalog.AddAsync(folder, parsed.Name, cancellationToken);
        Directory.Delete(folder, recursive: true);
        return model;
    }

    private async Task<IReadOnlyList<HubFile>> ListAsync(string repository, CancellationToken cancellationToken)
    {
        try
        {
            return await hub.ListAsync(repository, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BenchException(ErrorKind.Unavailable, $"The hub's listing of '{repository}' is not what its API gives: {e.Message}", innerException: e);
        }
    }

    private string FolderOf(PullSource source) => catalog.FolderOf(".pulling-" + source.Repository.Replace('/', '.'));

    private async IAsyncEnumerable<long> DownloadAsync(string repository, HubFile file, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (File.Exists(path) && await file.MatchesAsync(path, cancellationToken))
            yield break;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + PartSuffix;
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have < file.Size)
        {
            var (response, from) = await hub.OpenAsync(repository, file, have, cancellationToken);
            using (response)
            {
                await foreach (var bytes in WriteAsync(response, part, from, file, cancellationToken))
                    yield return bytes;
            }
        }

        if (!await file.MatchesAsync(part, cancellationToken))
        {
            File.Delete(part);
            throw new BenchException(ErrorKind.DataLoss, $"'{file.Path}' of '{repository}' does not have the checksum that the hub tells; it was thrown away, call again.");
        }

        File.Move(part, path, overwrite: true);
    }

    private static async IAsyncEnumerable<long> WriteAsync(
        HttpResponseMessage response, string part, long from, HubFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var target = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        target.SetLength(from);
        target.Position = from;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        var reported = from;
        while (true)
        {
            var read = await ReadAsync(body, buffer, file, cancellationToken);
            if (read == 0)
                break;
            if (target.Position + read > file.Size)
                throw new BenchException(ErrorKind.DataLoss, $"The hub sends more of '{file.Path}' than the {file.Size} bytes it lists.");
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (target.Position - reported >= ReportEvery)
            {
                reported = target.Position;
                yield return reported;
            }
        }

        target.Flush(flushToDisk: true);
        if (target.Length < file.Size)
            throw new BenchException(ErrorKind.Unavailable, $"The download of '{file.Path}' ended after {target.Length} of {file.Size} bytes: call again, it goes on from there.");
    }

    private static async Task<int> ReadAsync(Stream body, byte[] buffer, HubFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new BenchException(ErrorKind.Unavailable, $"The download of '{file.Path}' broke off: {e.Message}. Call again, it goes on from there.", innerException: e);
        }
    }
}
