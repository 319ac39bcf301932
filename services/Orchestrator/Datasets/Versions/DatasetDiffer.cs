using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Dapper;
using ImageSearchBench.Orchestrator.Datasets.Browse;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Storage;
using Microsoft.Data.Sqlite;

namespace ImageSearchBench.Orchestrator.Datasets.Versions;

/// <summary>
/// Finds what two datasets differ in: parameters, files, images, queries, judgements. Lines are matched by id through the indexes of both, so
/// that memory stays the same whatever their size; of judgements, those of one query at a time are compared.
/// </summary>
internal sealed class DatasetDiffer(DatasetIndexes indexes)
{
    /// <summary>The differences, part by part: what was removed, then added, then changed, each in the order of the files.</summary>
    public async IAsyncEnumerable<DatasetDifference> DiffAsync(
        Dataset from, Dataset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var difference in Parameters(await CardOfAsync(from, cancellationToken), await CardOfAsync(to, cancellationToken)))
            yield return difference;
        await foreach (var difference in FilesAsync(from, to, cancellationToken))
            yield return difference;
        if (from.Hash == to.Hash)
            yield break;

        await (await indexes.OpenAsync(from, cancellationToken)).DisposeAsync();
        await using var index = await indexes.OpenAsync(to, cancellationToken);
        await index.ExecuteAsync("ATTACH DATABASE @path AS old", new { path = indexes.PathOf(from.Hash) });
        await foreach (var difference in LinesAsync(index, DatasetPart.Image, DatasetFiles.Images, from, to, cancellationToken))
            yield return difference;
        await foreach (var difference in LinesAsync(index, DatasetPart.Query, DatasetFiles.Queries, from, to, cancellationToken))
            yield return difference;
        await foreach (var difference in JudgmentsAsync(index, from, to, cancellationToken))
            yield return difference;
    }

    private static Task<DatasetCard> CardOfAsync(Dataset dataset, CancellationToken cancellationToken) =>
        DatasetFolder.ReadOrMakeCardAsync(dataset.Directory, cancellationToken);

    private static IEnumerable<DatasetDifference> Parameters(DatasetCard from, DatasetCard to)
    {
        var before = from.Parameters.Append(KeyValuePair.Create<string, JsonNode?>("kind", from.Kind)).ToDictionary(p => p.Key, p => Text(p.Value), StringComparer.Ordinal);
        var after = to.Parameters.Append(KeyValuePair.Create<string, JsonNode?>("kind", to.Kind)).ToDictionary(p => p.Key, p => Text(p.Value), StringComparer.Ordinal);
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            if (Compare(DatasetPart.Parameter, name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)) is { } difference)
                yield return difference;
        }
    }

    private static async IAsyncEnumerable<DatasetDifference> FilesAsync(
        Dataset from, Dataset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in DatasetFiles.HashedIfThere)
        {
            if (Compare(DatasetPart.File, name, await HashAsync(from, name), await HashAsync(to, name)) is { } difference)
                yield return difference;
        }

        async Task<string?> HashAsync(Dataset dataset, string name) =>
            File.Exists(dataset.PathOf(name)) ? await Hashing.Sha256FileAsync(dataset.PathOf(name), cancellationToken) : null;
    }

    private static DatasetDifference? Compare(DatasetPart part, string name, string? from, string? to) => (from, to) switch
    {
        (null, null) => null,
        (null, _) => new DatasetDifference(part, DifferenceKind.Added, name) { To = to },
        (_, null) => new DatasetDifference(part, DifferenceKind.Removed, name) { From = from },
        _ => from == to ? null : new DatasetDifference(part, DifferenceKind.Changed, name) { From = from, To = to },
    };

    private static async IAsyncEnumerable<DatasetDifference> LinesAsync(
        SqliteConnection index, DatasetPart part, string file, Dataset from, Dataset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = part is DatasetPart.Image ? "images" : "queries";
        await using var before = new Lines(from, file);
        await using var after = new Lines(to, file);
        var removed = $"SELECT o.offset FROM old.{table} o LEFT JOIN main.{table} n ON n.id = o.id WHERE n.id IS NULL ORDER BY o.ordinal";
        await foreach (var offset in index.QueryUnbufferedAsync<long>(removed).WithCancellation(cancellationToken))
        {
            var line = await before.ReadAsync(offset, cancellationToken);
            yield return new DatasetDifference(part, DifferenceKind.Removed, Id(line)) { From = Summary(line) };
        }

        var added = $"SELECT n.offset FROM main.{table} n LEFT JOIN old.{table} o ON o.id = n.id WHERE o.id IS NULL ORDER BY n.ordinal";
        await foreach (var offset in index.QueryUnbufferedAsync<long>(added).WithCancellation(cancellationToken))
        {
            var line = await after.ReadAsync(offset, cancellationToken);
            yield return new DatasetDifference(part, DifferenceKind.Added, Id(line)) { To = Summary(line) };
        }

        // A cross join keeps the order of the tables: the new one is walked through, the old one is looked up.
        var changed = $"SELECT o.offset, n.offset FROM main.{table} n CROSS JOIN old.{table} o ON o.id = n.id WHERE o.content <> n.content ORDER BY n.ordinal";
        await foreach (var (was, now) in index.QueryUnbufferedAsync<(long, long)>(changed).WithCancellation(cancellationToken))
        {
            var old = await before.ReadAsync(was, cancellationToken);
            var line = await after.ReadAsync(now, cancellationToken);
            var fields = old.Select(p => p.Key).Union(line.Select(p => p.Key)).Where(k => !JsonNode.DeepEquals(old[k], line[k])).ToArray();
            if (fields.Length > 0)
                yield return new DatasetDifference(part, DifferenceKind.Changed, Id(line)) { From = Only(old, fields), To = Only(line, fields) };
        }
    }

    private static async IAsyncEnumerable<DatasetDifference> JudgmentsAsync(
        SqliteConnection index, Dataset from, Dataset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (kind, sql) in new[]
        {
            (DifferenceKind.Removed, "SELECT o.id, o.judged FROM old.queries o LEFT JOIN main.queries n ON n.id = o.id WHERE n.id IS NULL AND o.judged > 0 ORDER BY o.ordinal"),
            (DifferenceKind.Added, "SELECT n.id, n.judged FROM main.queries n LEFT JOIN old.queries o ON o.id = n.id WHERE o.id IS NULL AND n.judged > 0 ORDER BY n.ordinal"),
        })
        {
            await foreach (var (id, count) in index.QueryUnbufferedAsync<(string, long)>(sql).WithCancellation(cancellationToken))
                yield return new DatasetDifference(DatasetPart.Judgment, kind, id) { Count = count };
        }

        const string Changed = """
            SELECT n.id, o.ordinal, n.ordinal FROM main.queries n CROSS JOIN old.queries o ON o.id = n.id
            WHERE (SELECT group_concat(hex(content)) FROM (SELECT content FROM main.blocks WHERE query = n.ordinal ORDER BY start))
                IS NOT (SELECT group_concat(hex(content)) FROM (SELECT content FROM old.blocks WHERE query = o.ordinal ORDER BY start))
            ORDER BY n.ordinal
            """;
        await foreach (var (id, was, now) in index.QueryUnbufferedAsync<(string, long, long)>(Changed).WithCancellation(cancellationToken))
        {
            var before = await GradesAsync(from, await JudgmentBlock.ReadAsync(index, "old", was), cancellationToken);
            await foreach (var judgment in JudgmentBlock.ReadAsync(to, await JudgmentBlock.ReadAsync(index, "main", now), cancellationToken))
            {
                var known = before.Remove(judgment.ImageId, out var old);
                if (Compare(DatasetPart.Judgment, id, known ? Text(old.Grade) : null, Text(judgment.Grade)) is { } difference)
                    yield return difference with { ImageId = judgment.ImageId };
            }

            foreach (var (image, old) in before.OrderBy(b => b.Value.Place))
                yield return new DatasetDifference(DatasetPart.Judgment, DifferenceKind.Removed, id) { ImageId = image, From = Text(old.Grade) };
        }
    }

    private static async Task<Dictionary<string, (int Grade, int Place)>> GradesAsync(
        Dataset dataset, IReadOnlyList<JudgmentBlock> blocks, CancellationToken cancellationToken)
    {
        var grades = new Dictionary<string, (int Grade, int Place)>(StringComparer.Ordinal);
        await foreach (var judgment in JudgmentBlock.ReadAsync(dataset, blocks, cancellationToken))
            grades[judgment.ImageId] = (judgment.Grade, grades.Count);
        return grades;
    }

    private static string Id(JsonObject line) => line["id"]!.GetValue<string>();

    private static string Summary(JsonObject line) => Text(line["text"] ?? line["file"]);

    private static string Only(JsonObject line, string[] fields) =>
        new JsonObject(fields.Where(line.ContainsKey).Select(f => KeyValuePair.Create(f, line[f]?.DeepClone()))).ToJsonString(Json.Line);

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString(Json.Line) ?? "";

    private static string Text(int grade) => grade.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Lines of a file at known places; a file that is not there has none.</summary>
    private sealed class Lines(Dataset dataset, string file) : IAsyncDisposable
    {
        private LineReader? _lines;

        public async Task<JsonObject> ReadAsync(long offset, CancellationToken cancellationToken)
        {
            _lines ??= LineReader.Open(dataset.PathOf(file));
            _lines.MoveTo(offset, firstLine: 1);
            await _lines.ReadAsync(cancellationToken);
            return JsonLines.Parse<JsonObject>(_lines);
        }

        public ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
