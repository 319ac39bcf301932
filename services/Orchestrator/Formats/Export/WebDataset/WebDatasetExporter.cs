using System.Formats.Tar;
using System.Globalization;
using System.Text;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Formats.Export.WebDataset;

/// <summary>
/// WebDataset as CLIP_benchmark reads it: <c>dataset_type.txt</c>, <c>{split}/nshards.txt</c>, <c>{split}/%d.tar</c> with the keys
/// <c>s%07d</c>, an image and its captions, one a line.
/// </summary>
internal sealed class WebDatasetExporter : IDatasetExporter
{
    private const int ImagesPerShard = 10_000;
    private const long BytesPerShard = 1L << 30;

    public string Name => "webdataset";

    public string Description => "WebDataset of CLIP_benchmark: {split}/%d.tar with .jpg and .txt";

    public DatasetFeatures Holds => DatasetFeatures.UnjudgedImages;

    public async Task ExportAsync(ExportContext export, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(export.PathOf("dataset_type.txt"), "retrieval\n", cancellationToken);
        await using var queries = await export.ByImageAsync(cancellationToken);
        var mapped = new HashSet<string>(StringComparer.Ordinal);
        var shards = 0;
        var inShard = 0;
        FileStream? file = null;
        TarWriter? tar = null;
        try
        {
            long number = 0;
            await foreach (var image in export.ImagesAsync(cancellationToken))
            {
                if (tar is null || inShard == ImagesPerShard || file!.Position > BytesPerShard)
                {
                    await FinishAsync(tar, file, cancellationToken);
                    file = DurableFile.Create(export.PathOf($"{export.Split}/{shards.ToString(CultureInfo.InvariantCulture)}.tar"));
                    tar = new TarWriter(file, TarEntryFormat.Ustar, leaveOpen: true);
                    (inShard, shards) = (0, shards + 1);
                }

                var key = $"s{number++.ToString("D7", CultureInfo.InvariantCulture)}";
                await export.Ids.ImageAsync(key, image.Image.Id, cancellationToken);
                await AddImageAsync(tar, key, image, cancellationToken);
                await AddCaptionsAsync(export, tar, key, await queries.OfAsync(image.Image.Id, cancellationToken), mapped, cancellationToken);
                inShard++;
            }
        }
        finally
        {
            await FinishAsync(tar, file, cancellationToken);
        }

        await File.WriteAllTextAsync(export.PathOf($"{export.Split}/nshards.txt"), shards.ToString(CultureInfo.InvariantCulture) + "\n", cancellationToken);
    }

    private static async Task AddImageAsync(TarWriter tar, string key, ExportedImage image, CancellationToken cancellationToken)
    {
        // CLIP_benchmark looks for .jpg and .png; what is in the file decides how it is decoded.
        var extension = Path.GetExtension(image.Name).ToLowerInvariant() is ".png" ? "png" : "jpg";
        await using var data = DurableFile.OpenRead(image.File!);
        await tar.WriteEntryAsync(Entry($"{key}.{extension}", data), cancellationToken);
    }

    private static async Task AddCaptionsAsync(
        ExportContext export, TarWriter tar, string key, IReadOnlyList<(DatasetQuery Query, int Grade)> queries, HashSet<string> mapped, CancellationToken cancellationToken)
    {
        var captions = queries.Where(q => q.Grade > 0).ToArray();
        for (var i = 0; i < captions.Length; i++)
        {
            // A query of several images has its id at the first one alone: ids are unique.
            if (mapped.Add(captions[i].Query.Id))
                await export.Ids.QueryAsync($"{key}#{i.ToString(CultureInfo.InvariantCulture)}", captions[i].Query.Id, cancellationToken);
        }

        using var text = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', captions.Select(c => OneLine.Of(c.Query.Text)))));
        await tar.WriteEntryAsync(Entry($"{key}.txt", text), cancellationToken);
    }

    // No times and owners: equal datasets give equal archives.
    private static UstarTarEntry Entry(string name, Stream data) =>
        new(TarEntryType.RegularFile, name) { DataStream = data, ModificationTime = DateTimeOffset.UnixEpoch, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead };

    private static async Task FinishAsync(TarWriter? tar, FileStream? file, CancellationToken cancellationToken)
    {
        if (tar is null || file is null)
            return;
        await tar.DisposeAsync();
        await file.FlushToDiskAsync(cancellationToken);
        await file.DisposeAsync();
    }
}
