using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Datasets;

/// <summary>
/// A dataset folder in the making. It has its final name only once everything in it is whole and on disk;
/// the same content always ends as the same bytes under the same name.
/// </summary>
internal sealed class DatasetDraft : IAsyncDisposable
{
    private readonly string _folder;
    private readonly JsonLinesWriter _images;
    private readonly JsonLinesWriter _queries;
    private readonly FileStream _qrels;
    private readonly HashSet<string> _imageFolders = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _queriesBy = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _licences = new(StringComparer.Ordinal);
    private JsonLinesWriter? _duplicates;
    private long _imageCount;
    private long _queryCount;
    private long _judgmentCount;

    /// <param name="folder">Where it is made; what is there is removed.</param>
    public DatasetDraft(string folder)
    {
        _folder = folder;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(Path.Combine(folder, DatasetFiles.ImageFolder));
        _images = new JsonLinesWriter(Path.Combine(folder, DatasetFiles.Images));
        _queries = new JsonLinesWriter(Path.Combine(folder, DatasetFiles.Queries));
        _qrels = DurableFile.Create(Path.Combine(folder, DatasetFiles.Qrels));
    }

    /// <summary>Where it is made.</summary>
    public string Folder => _folder;

    /// <summary>What it is a version of; null where it is built from scratch.</summary>
    public DatasetLineage? Lineage { get; set; }

    /// <summary>Adds an image and links or copies its file, where it has one.</summary>
    public async Task AddImageAsync(DatasetImage image, string? sourceFile, CancellationToken cancellationToken)
    {
        if (image.File is not null && sourceFile is not null)
            DurableFile.Copy(sourceFile, TargetOf(image.File));
        await _images.WriteAsync(image, cancellationToken);
        Count(image);
    }

    /// <summary>Adds an image of the version before: its line as it is, its file without reading it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="line">Its line.</param>
    /// <param name="sourceFile">Its file; null where it has none.</param>
    /// <param name="isOwn">Nobody writes into the file: it gets a second name instead of a copy.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public async Task AddKnownImageAsync(
        DatasetImage image, ReadOnlyMemory<byte> line, string? sourceFile, bool isOwn, CancellationToken cancellationToken)
    {
        await _images.WriteLineAsync(line, cancellationToken);
        if (image.File is not null && sourceFile is not null)
        {
            if (isOwn)
                DurableFile.Link(sourceFile, TargetOf(image.File));
            else
                DurableFile.Copy(sourceFile, TargetOf(image.File));
        }

        Count(image);
    }

    /// <summary>Adds a query with the images that are relevant to it.</summary>
    public async Task AddQueryAsync(DatasetQuery query, IEnumerable<Judgment> judgments, CancellationToken cancellationToken)
    {
        await _queries.WriteAsync(query, cancellationToken);
        await AddJudgmentsAsync(query, judgments, cancellationToken);
    }

    /// <summary>Adds a query of the version before: its line as it is, with the judgements that it has now.</summary>
    public async Task AddKnownQueryAsync(
        DatasetQuery query, ReadOnlyMemory<byte> line, IEnumerable<Judgment> judgments, CancellationToken cancellationToken)
    {
        await _queries.WriteLineAsync(line, cancellationToken);
        await AddJudgmentsAsync(query, judgments, cancellationToken);
    }

    /// <summary>Says that near-duplicates were looked for; the groups follow, if there are any.</summary>
    public Task BeginDuplicatesAsync(CancellationToken cancellationToken)
    {
        _duplicates = new JsonLinesWriter(Path.Combine(_folder, DatasetFiles.Duplicates));
        return _duplicates.FinishAsync(cancellationToken);
    }

    /// <summary>Adds a group of near-duplicates.</summary>
    public Task AddDuplicatesAsync(DuplicateGroup group, CancellationToken cancellationToken) => _duplicates!.WriteAsync(group, cancellationToken);

    /// <summary>Forces what was added to disk, so that it can be read while more is added.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _images.FinishAsync(cancellationToken);
        await _queries.FinishAsync(cancellationToken);
        await _qrels.FlushToDiskAsync(cancellationToken);
        if (_duplicates is not null)
            await _duplicates.FinishAsync(cancellationToken);
    }

    /// <summary>Gives the folder its final name below <paramref name="datasets"/>, unless the same dataset is there already.</summary>
    /// <returns>The card.</returns>
    public async Task<DatasetCard> PublishAsync(
        string datasets, string name, string kind, JsonObject parameters, JsonObject provenance, SkippedSummary skipped,
        CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        var hash = await DatasetHash.ComputeAsync(_folder, kind, parameters, cancellationToken);
        var counts = new DatasetCounts(_imageCount, _queryCount, _judgmentCount, _queriesBy);
        var card = new DatasetCard(
            DatasetCard.CurrentSchemaVersion, hash, name, kind, parameters, provenance, counts, skipped, _licences)
        {
            Parent = Lineage?.Parent,
            Change = Lineage?.Change,
        };
        await WriteCardAsync(card, cancellationToken);
        await DisposeAsync();

        // What is there already stays as it is, with where it came from first.
        var target = Path.Combine(datasets, hash);
        if (Directory.Exists(target))
            return await DatasetFolder.ReadCardAsync(Path.Combine(target, DatasetFiles.Card), cancellationToken) with { Name = name };
        foreach (var folder in _imageFolders.Append(_folder))
            DurableFile.FlushFolder(folder);
        await JobLease.RequireAsync(cancellationToken);
        DurableFile.PublishOnce(_folder, target);
        return card;
    }

    public async ValueTask DisposeAsync()
    {
        await _images.DisposeAsync();
        await _queries.DisposeAsync();
        await _qrels.DisposeAsync();
        if (_duplicates is not null)
            await _duplicates.DisposeAsync();
    }

    private async Task AddJudgmentsAsync(DatasetQuery query, IEnumerable<Judgment> judgments, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        foreach (var judgment in judgments)
        {
            lines.Append(query.Id).Append("\t0\t").Append(judgment.ImageId).Append('\t').Append(judgment.Grade).Append('\n');
            _judgmentCount++;
            if (lines.Length < 1 << 16)
                continue;
            await WriteLinesAsync(lines, cancellationToken);
        }

        await WriteLinesAsync(lines, cancellationToken);
        _queryCount++;
        foreach (var (attribute, value) in QueryAttributes.Of(query))
            Count(_queriesBy, $"{attribute}={value}");
    }

    private string TargetOf(string file)
    {
        var target = Path.Combine(_folder, file);
        var parent = Path.GetDirectoryName(target)!;
        if (_imageFolders.Add(parent))
            Directory.CreateDirectory(parent);
        return target;
    }

    private void Count(DatasetImage image)
    {
        _imageCount++;
        Count(_licences, image.Licence ?? "");
    }

    private static void Count(SortedDictionary<string, long> counts, string key) =>
        counts[key] = counts.GetValueOrDefault(key) + 1;

    private async Task WriteLinesAsync(StringBuilder lines, CancellationToken cancellationToken)
    {
        await _qrels.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancellationToken);
        lines.Clear();
    }

    private async Task WriteCardAsync(DatasetCard card, CancellationToken cancellationToken)
    {
        await using var file = DurableFile.Create(Path.Combine(_folder, DatasetFiles.Card));
        await JsonSerializer.SerializeAsync(file, card, Json.Document, cancellationToken);
        await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
        await file.FlushToDiskAsync(cancellationToken);
    }
}
