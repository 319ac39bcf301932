using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Formats.Ids;

namespace ImageSearchBench.Orchestrator.Formats.Import.Mteb;

/// <summary>
/// MTEB / MIEB retrieval sets as Parquet: <c>corpus</c> (id, image), <c>queries</c> (id, text), <c>qrels</c> (query-id, corpus-id, score),
/// each a folder of files named by split, or files whose names say which one they are.
/// </summary>
internal sealed class MtebImporter : IDatasetImporter
{
    public string Name => "mteb";

    public IReadOnlyList<string> Aliases => ["mieb", "parquet"];

    public string Description => "MTEB/MIEB Parquet: corpus (id, image), queries (id, text), qrels (query-id, corpus-id, score)";

    public string Paths => "the folder of corpus/, queries/ and qrels/";

    public bool Recognises(InputSample sample) => sample.Has(IsParquet) && sample.Files.Exists(f => IsPart(f, "qrels"));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var files = input.AllFiles().Where(IsParquet).ToArray();
        var corpus = Part(files, "corpus", input);
        var queries = Part(files, "quer", input);
        var qrels = Part(files, "qrels", input);
        return Task.FromResult<IDatasetSource>(new Source(corpus, queries, qrels, input));
    }

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    // The folder's name, or the beginning of the file's.
    private static bool IsPart(string path, string part) =>
        Path.GetFileName(Path.GetDirectoryName(path) ?? "").Contains(part, StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(path).StartsWith(part, StringComparison.OrdinalIgnoreCase);

    private static string[] Part(string[] files, string part, SourceInput input)
    {
        var mine = files.Where(f => IsPart(f, part)).ToArray();
        if (mine.Length == 0)
            input.Require($"Parquet file of {part}", _ => false);

        // <split>-00000-of-00001.parquet; some sets have one split for the corpus under another name.
        var bySplit = mine.GroupBy(f => Path.GetFileName(f).Split('-', '.')[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        if (bySplit.Count == 1)
            return bySplit.Values.Single();
        return bySplit[input.ChooseSplit(bySplit.Keys)];
    }

    private sealed class Source(string[] corpus, string[] queries, string[] qrels, SourceInput input) : IDatasetSource
    {
        private static readonly string[] CorpusColumns =
            ["id", "_id", "corpus-id", "image", "image.bytes", "image.path", "file_name", "sha256", "size", "width", "height", "time", "place", "source", "licence", "license"];

        private static readonly string[] QueryColumns =
            ["id", "_id", "query-id", "text", "query", "language", "style", "level", "topic", "labels", "provenance"];

        private readonly JudgmentFile _judgments = new(input.WorkFolder);

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var finder = input.ImageFinder();
            foreach (var file in corpus)
            {
                await foreach (var rows in ParquetRows.ReadAsync(file, CorpusColumns, cancellationToken))
                {
                    Require(rows, file, "id", "_id", "corpus-id");
                    for (var row = 0; row < rows.Count; row++)
                        yield return Image(rows, row, finder);
                }
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await ReadJudgmentsAsync(cancellationToken);
            foreach (var file in queries)
            {
                await foreach (var rows in ParquetRows.ReadAsync(file, QueryColumns, cancellationToken))
                {
                    Require(rows, file, "id", "_id", "query-id");
                    Require(rows, file, "text", "query");
                    for (var row = 0; row < rows.Count; row++)
                    {
                        var id = FieldId.Of(Id(rows, row, "query-id"));
                        yield return new SourceQuery(Query(rows, row, id), await _judgments.OfAsync(id, cancellationToken), rows.Place(row));
                    }
                }
            }

            _judgments.TellOfUnknown(qrels[0], input.Faults);
        }

        public ValueTask DisposeAsync() => _judgments.DisposeAsync();

        private static SourceImage Image(ParquetRows rows, int row, ImageFinder finder)
        {
            var image = new SourceImage(FieldId.Of(Id(rows, row, "corpus-id")), rows.Place(row))
            {
                Time = rows.Text("time", row),
                TakenAt = rows.Text("place", row),
                Source = rows.Text("source", row),
                Licence = rows.Text("licence", row) ?? rows.Text("license", row),
                Sha256 = rows.Text("sha256", row),
                Size = Positive(rows.Number("size", row)),
                Width = (int?)Positive(rows.Number("width", row)),
                Height = (int?)Positive(rows.Number("height", row)),
            };
            if ((rows.Bytes("image.bytes", row) ?? rows.Bytes("image", row)) is { } bytes)
                return image with { Data = bytes };
            return (rows.Text("image.path", row) ?? rows.Text("file_name", row)) is { } name ? image.With(finder.Find(name)) : image with { Url = image.Source };
        }

        // 0 stands for unknown.
        private static long? Positive(long? number) => number is > 0 and <= int.MaxValue ? number : null;

        private Datasets.DatasetQuery Query(ParquetRows rows, int row, string id)
        {
            var query = QueryDefaults.Of(id, (rows.Text("text", row) ?? rows.Text("query", row) ?? "").Trim(), input.Language);
            return query with
            {
                Language = input.Language.Length > 0 ? input.Language : rows.Text("language", row) ?? query.Language,
                Style = rows.Text("style", row) ?? "",
                Level = (int)Math.Clamp(rows.Number("level", row) ?? 0, 0, int.MaxValue),
                Topic = rows.Text("topic", row) ?? "",
                Labels = LabelList.Read(rows.Text("labels", row)),
                Provenance = rows.Text("provenance", row),
            };
        }

        private async Task ReadJudgmentsAsync(CancellationToken cancellationToken)
        {
            foreach (var file in qrels)
            {
                await foreach (var rows in ParquetRows.ReadAsync(file, ["query-id", "corpus-id", "score"], cancellationToken))
                {
                    Require(rows, file, "query-id");
                    Require(rows, file, "corpus-id");
                    Require(rows, file, "score");
                    for (var row = 0; row < rows.Count; row++)
                    {
                        if (rows.Number("score", row) is not (>= int.MinValue and <= int.MaxValue and var score))
                            input.Faults.Refuse(rows.Place(row), "'score' must be a whole number.");
                        else
                        {
                            var (query, document) = (FieldId.Of(rows.Text("query-id", row) ?? ""), FieldId.Of(rows.Text("corpus-id", row) ?? ""));
                            await _judgments.AddAsync(query, document, (int)score, rows.Place(row), input.Faults, cancellationToken);
                        }
                    }
                }
            }

            await _judgments.FinishAsync(cancellationToken);
        }

        private static string Id(ParquetRows rows, int row, string other) => rows.Text("id", row) ?? rows.Text("_id", row) ?? rows.Text(other, row) ?? "";

        private static void Require(ParquetRows rows, string file, params string[] columns)
        {
            if (!columns.Any(rows.Has))
                throw Hosting.Errors.BenchException.Invalid($"{file}: there is no column '{columns[0]}'.");
        }
    }
}
