using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Import.WebDataset;

/// <summary>
/// WebDataset as CLIP_benchmark packs retrieval sets: <c>dataset_type.txt</c> = retrieval, <c>&lt;split&gt;/nshards.txt</c>,
/// <c>&lt;split&gt;/%d.tar</c> with keys <c>s%07d</c>, each with an image and a <c>.txt</c> that has one caption a line.
/// </summary>
internal sealed class WebDatasetImporter : IDatasetImporter
{
    private const long MaxImageBytes = 64 << 20;
    private const long MaxTextBytes = 16 << 20;

    public string Name => "webdataset";

    public IReadOnlyList<string> Aliases => ["wds", "clip-benchmark"];

    public string Description => "WebDataset of CLIP_benchmark: <split>/nshards.txt and tar shards with .jpg and .txt";

    public string Paths => "the folder of dataset_type.txt and the splits";

    public bool Recognises(InputSample sample) => sample.Has(n => n == "nshards.txt") && sample.Has(n => n.EndsWith(".tar", StringComparison.Ordinal));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var splits = input.Folders.SelectMany(f => Directory.EnumerateDirectories(f).Append(f))
            .Where(f => File.Exists(Path.Combine(f, "nshards.txt"))).Distinct(StringComparer.Ordinal)
            .ToDictionary(f => Path.GetFileName(f)!, StringComparer.Ordinal);
        if (splits.Count == 0)
            input.Require("folder <split> with nshards.txt", _ => false);
        var folder = splits[input.ChooseSplit(splits.Keys)];
        return Task.FromResult<IDatasetSource>(new Source(Shards(folder), input));
    }

    private static IReadOnlyList<string> Shards(string folder)
    {
        var list = Path.Combine(folder, "nshards.txt");
        var first = File.ReadLines(list).FirstOrDefault() ?? "";
        if (!int.TryParse(first.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is 0 or > 10_000_000)
            throw BenchException.Invalid($"{list}:1: must hold the number of shards.");
        var shards = Enumerable.Range(0, count).Select(i => Path.Combine(folder, $"{i.ToString(CultureInfo.InvariantCulture)}.tar"));
        return shards.FirstOrDefault(s => !File.Exists(s)) is { } missing
            ? throw BenchException.Invalid($"{missing} is missing: {list} says there are {count} shards, from 0.tar on.")
            : [.. Enumerable.Range(0, count).Select(i => Path.Combine(folder, $"{i.ToString(CultureInfo.InvariantCulture)}.tar"))];
    }

    private sealed class Source(IReadOnlyList<string> shards, SourceInput input) : IDatasetSource
    {
        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var shard in shards)
            {
                await foreach (var (name, data) in TarReading.ReadAsync(shard, MaxImageBytes, cancellationToken))
                {
                    if (!ImageListing.IsImage(name))
                        continue;
                    var image = new SourceImage(KeyOf(name), $"{shard}: {name}");
                    yield return data is null ? image with { Fault = $"longer than {MaxImageBytes >> 20} MiB." } : image with { Data = data };
                }
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var shard in shards)
            {
                await foreach (var (name, data) in TarReading.ReadAsync(shard, MaxTextBytes, cancellationToken))
                {
                    if (!name.EndsWith(".txt", StringComparison.Ordinal))
                        continue;
                    var place = $"{shard}: {name}";
                    foreach (var (caption, number) in Captions(data, place).Select((c, i) => (c, i)))
                    {
                        var id = $"{KeyOf(name)}#{number.ToString(CultureInfo.InvariantCulture)}";
                        yield return new SourceQuery(QueryDefaults.Of(id, caption, input.Language), [new Judgment(KeyOf(name), 1)], place);
                    }
                }
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        // A key ends at the first dot of the name's last part.
        private static string KeyOf(string name)
        {
            var start = name.LastIndexOf('/') + 1;
            var dot = name.IndexOf('.', start);
            return ImageIds.Encode(dot < 0 ? name : name[..dot]);
        }

        private string[] Captions(byte[]? data, string place)
        {
            try
            {
                if (data is not null)
                    return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(data).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                input.Faults.Refuse(place, $"longer than {MaxTextBytes >> 20} MiB.");
            }
            catch (DecoderFallbackException e)
            {
                input.Faults.Refuse(place, $"byte {e.Index + 1} is not UTF-8.");
            }

            return [];
        }
    }
}
