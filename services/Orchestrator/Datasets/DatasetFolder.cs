using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>
/// Checks a dataset folder line by line and says what it is. A folder without <c>dataset.json</c> or <c>images.jsonl</c> will do:
/// then its kind is <c>folder</c>, and its images are those that are judged.
/// </summary>
internal sealed class DatasetFolder
{
    private readonly string _path;

    // Hashes instead of ids: some 30 bytes an image, however long its id.
    private readonly HashSet<UInt128> _images = [];
    private readonly HashSet<string> _queries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _queriesBy = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _licences = new(StringComparer.Ordinal);
    private long _judgments;

    private DatasetFolder(string path) => _path = path;

    /// <summary>Checks a folder.</summary>
    /// <returns>Its card: the one in the folder, or one made from its content.</returns>
    /// <exception cref="BenchException">A file is missing or a line broken, or the content is not what its hash says.</exception>
    public static async Task<DatasetCard> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var folder = new DatasetFolder(path);
        var hasImages = File.Exists(Path.Combine(path, DatasetFiles.Images));
        if (hasImages)
            await folder.CheckImagesAsync(cancellationToken);
        await folder.CheckQueriesAsync(cancellationToken);
        await folder.CheckJudgmentsAsync(hasImages, cancellationToken);
        await folder.CheckDuplicatesAsync(cancellationToken);

        var cardPath = Path.Combine(path, DatasetFiles.Card);
        return File.Exists(cardPath)
            ? await CheckCardAsync(path, await ReadCardAsync(cardPath, cancellationToken), cancellationToken)
            : await folder.MakeCardAsync(cancellationToken);
    }

    /// <summary>Checks that a folder's content is what its card's hash says.</summary>
    public static async Task<DatasetCard> CheckCardAsync(string path, DatasetCard card, CancellationToken cancellationToken)
    {
        var hash = await DatasetHash.ComputeAsync(path, card.Kind, card.Parameters, cancellationToken);
        return hash == card.Hash
            ? card
            : throw new BenchException(
                ErrorKind.DataLoss,
                $"{path}: the content has the hash {hash}, {DatasetFiles.Card} says {card.Hash}: a file was changed. "
                + $"Put it back, or remove {DatasetFiles.Card} to take the folder as it is.");
    }

    /// <summary>The card of a folder; made from its content where it has none.</summary>
    public static async Task<DatasetCard> ReadOrMakeCardAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(Path.Combine(path, DatasetFiles.Card))
            ? await ReadCardAsync(Path.Combine(path, DatasetFiles.Card), cancellationToken)
            : await CheckAsync(path, cancellationToken);

    /// <summary>Reads a card.</summary>
    public static async Task<DatasetCard> ReadCardAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = DurableFile.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<DatasetCard>(file, Json.Document, cancellationToken)
                ?? throw BenchException.Invalid($"{path} is empty.");
        }
        catch (JsonException e)
        {
            throw BenchException.Invalid($"{path}: {e.Message}", inner: e);
        }
        catch (IOException e)
        {
            throw new BenchException(ErrorKind.DataLoss, $"{path} cannot be read: {e.Message}", innerException: e);
        }
    }

    private async Task CheckImagesAsync(CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(Path.Combine(_path, DatasetFiles.Images));
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.IsEmpty)
                continue;
            var image = JsonLines.Parse<DatasetImage>(lines);
            CheckId(image.Id, lines);
            if (!_images.Add(Hash(image.Id)))
                throw lines.Fault($"the image id '{image.Id}' is there twice.");
            if (image.File is { } file && SafePath.Below(_path, file) is null)
                throw lines.Fault($"the file '{file}' leads out of the folder.");
            Count(_licences, image.Licence ?? "");
        }
    }

    private async Task CheckQueriesAsync(CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(Path.Combine(_path, DatasetFiles.Queries));
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.IsEmpty)
                continue;
            var query = JsonLines.Parse<DatasetQuery>(lines);
            CheckId(query.Id, lines);
            if (!_queries.Add(query.Id))
                throw lines.Fault($"the query id '{query.Id}' is there twice.");
            if (query.Text.Length == 0)
                throw lines.Fault($"the query '{query.Id}' has no text.");
            foreach (var (attribute, value) in QueryAttributes.Of(query))
                Count(_queriesBy, $"{attribute}={value}");
        }

        if (_queries.Count == 0)
            throw BenchException.Invalid($"{lines.Path} has no queries.");
    }

    private async Task CheckJudgmentsAsync(bool hasImages, CancellationToken cancellationToken)
    {
        // A query's own judgements are compared in full; only the query at hand takes memory.
        await using var lines = LineReader.Open(Path.Combine(_path, DatasetFiles.Qrels));
        var query = "";
        var judged = new HashSet<string>(StringComparer.Ordinal);
        while (await lines.ReadAsync(cancellationToken))
        {
            var id = TrecLines.QueryId(lines);
            if (id.Length == 0)
                continue;
            if (!id.SequenceEqual(Encoding.UTF8.GetBytes(query)))
            {
                query = Encoding.UTF8.GetString(id);
                judged.Clear();
                if (!_queries.Contains(query))
                    throw lines.Fault($"there is no query '{query}' in {DatasetFiles.Queries}.");
            }

            var judgment = TrecLines.Judgment(lines);
            if (!judged.Add(judgment.ImageId))
                throw lines.Fault($"the image '{judgment.ImageId}' is judged twice for '{query}'.");
            if (!hasImages)
                _images.Add(Hash(judgment.ImageId));
            else if (!_images.Contains(Hash(judgment.ImageId)))
                throw lines.Fault($"there is no image '{judgment.ImageId}' in {DatasetFiles.Images}.");
            _judgments++;
        }
    }

    private async Task CheckDuplicatesAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(_path, DatasetFiles.Duplicates)))
            return;
        await using var lines = LineReader.Open(Path.Combine(_path, DatasetFiles.Duplicates));
        var grouped = new HashSet<UInt128>();
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.IsEmpty)
                continue;
            var group = JsonLines.Parse<DuplicateGroup>(lines);
            if (group.Images.Count < 2)
                throw lines.Fault("a group has two images or more.");
            foreach (var image in group.Images)
            {
                if (!_images.Contains(Hash(image)))
                    throw lines.Fault($"there is no image '{image}'.");
                if (!grouped.Add(Hash(image)))
                    throw lines.Fault($"the image '{image}' is in a group already.");
            }
        }
    }

    private async Task<DatasetCard> MakeCardAsync(CancellationToken cancellationToken)
    {
        const string Kind = "folder";
        var hash = await DatasetHash.ComputeAsync(_path, Kind, [], cancellationToken);
        return new DatasetCard(
            DatasetCard.CurrentSchemaVersion,
            hash,
            Path.GetFileName(Path.TrimEndingDirectorySeparator(_path)),
            Kind,
            Parameters: [],
            Provenance: new JsonObject { ["builder"] = "folder" },
            new DatasetCounts(_images.Count, _queries.Count, _judgments, _queriesBy),
            new SkippedSummary(0, []),
            _licences);
    }

    private static void CheckId(string id, LineReader lines)
    {
        if (id.Length == 0 || Encoding.UTF8.GetByteCount(id) > 1024 || id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw lines.Fault($"'{id}' is no id: 1 to 1024 bytes without white space and control characters.");
    }

    private static void Count(SortedDictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static UInt128 Hash(string id) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(id));
}
