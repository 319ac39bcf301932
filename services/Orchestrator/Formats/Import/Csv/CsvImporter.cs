using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Import.Csv;

/// <summary>
/// Any CSV or tab-separated file with a header that has an image column and a text column; with <c>query_id</c> a query may have
/// several images, with <c>grade</c> (or <c>label</c>, <c>score</c>) its judgements are graded. An empty text or image lists an image or a query alone.
/// </summary>
internal sealed class CsvImporter : IDatasetImporter
{
    private static readonly string[] ImageColumns = ["image", "image_path", "file_name", "filename", "file", "path", "filepath", "image_id"];
    private static readonly string[] TextColumns = ["text", "caption", "query", "title", "comment", "sentence", "description"];

    public string Name => "csv";

    public IReadOnlyList<string> Aliases => ["tsv"];

    public string Description => "CSV or TSV with a header: image, text and, where wanted, image_id, query_id, grade, language";

    public string Paths => "the CSV file and the folder of the images";

    public bool Recognises(InputSample sample) => sample.Has(IsCsv, head =>
    {
        var columns = head.Split('\n')[0].Split([',', '\t']).Select(c => c.Trim().Trim('"').ToLowerInvariant()).ToArray();
        return columns.Intersect(ImageColumns).Any() && columns.Intersect(TextColumns).Any();
    });

    public async Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var file = input.Require("CSV file", IsCsv);
        await using var csv = await CsvReader.OpenAsync(file, input.Faults, cancellationToken);
        if (csv.Column(ImageColumns) is null || csv.Column(TextColumns) is null)
        {
            throw Hosting.Errors.BenchException.Invalid(
                $"{file}:1: the header needs a column of images ({string.Join(", ", ImageColumns)}) and one of texts ({string.Join(", ", TextColumns)}).");
        }

        return new Source(file, csv.Column("label") is null ? null : "matching", input);
    }

    private static bool IsCsv(string name) =>
        name != IdMap.FileName && (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase));

    private sealed class Source(string file, string? kind, SourceInput input) : IDatasetSource
    {
        public string? Kind => kind;

        private readonly JudgmentFile _judgments = new(input.WorkFolder);

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var finder = input.ImageFinder();
            var names = new NameSet();
            await using var csv = await CsvReader.OpenAsync(file, input.Faults, cancellationToken);
            while (await csv.ReadAsync(cancellationToken))
            {
                var name = csv[csv.Column(ImageColumns)];
                if (name.Length > 0 && names.Add(name))
                    yield return Image(csv).With(finder.Find(name));
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            // A query that stands in several lines has its judgements spread over the file: they are gathered first.
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            await using (var csv = await CsvReader.OpenAsync(file, input.Faults, cancellationToken))
            {
                while (await csv.ReadAsync(cancellationToken))
                {
                    if (csv[csv.Column(TextColumns)].Length == 0 || ImageId(csv).Length == 0)
                        continue;
                    var text = csv[csv.Column("grade", "label", "score")];
                    if (int.TryParse(text.Length == 0 ? "1" : text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade))
                        await _judgments.AddAsync(QueryId(csv, counts), ImageId(csv), grade, csv.Place, input.Faults, cancellationToken);
                    else
                        input.Faults.Refuse(csv.Place, $"the grade '{text}' is no whole number.");
                }
            }

            await _judgments.FinishAsync(cancellationToken);
            counts.Clear();
            var seen = new NameSet();
            await using var again = await CsvReader.OpenAsync(file, input.Faults, cancellationToken);
            while (await again.ReadAsync(cancellationToken))
            {
                var text = again[again.Column(TextColumns)].Trim();
                if (text.Length == 0)
                    continue;
                var id = QueryId(again, counts);
                var language = input.Language.Length > 0 ? input.Language : again[again.Column("language", "lang")];
                if (!seen.Add(id))
                    continue;
                var query = QueryDefaults.Of(id, text, language) with
                {
                    Style = again[again.Column("style")],
                    Level = int.TryParse(again[again.Column("level")], NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : 0,
                    Topic = again[again.Column("topic")],
                    Labels = LabelList.Read(again[again.Column("labels")]),
                    Provenance = OrNull(again[again.Column("provenance")]),
                };
                yield return new SourceQuery(query, await _judgments.OfAsync(id, cancellationToken), again.Place);
            }
        }

        public ValueTask DisposeAsync() => _judgments.DisposeAsync();

        private static SourceImage Image(CsvReader csv) => new(ImageId(csv), csv.Place)
        {
            Time = OrNull(csv[csv.Column("time")]),
            TakenAt = OrNull(csv[csv.Column("place")]),
            Source = OrNull(csv[csv.Column("source")]),
            Licence = OrNull(csv[csv.Column("licence", "license")]),
        };

        private static string? OrNull(string text) => text.Length > 0 ? text : null;

        private static string ImageId(CsvReader csv)
        {
            var name = csv[csv.Column(ImageColumns)];
            var id = csv[csv.Column("image_id")];
            return id.Length > 0 ? FieldId.Of(id) : ImageIds.Encode(name[..^Path.GetExtension(name).Length]);
        }

        private static string QueryId(CsvReader csv, Dictionary<string, int> counts)
        {
            var id = csv[csv.Column("query_id", "text_id", "id")];
            if (id.Length > 0)
                return FieldId.Of(id);
            var image = ImageId(csv);
            var number = counts.GetValueOrDefault(image);
            counts[image] = number + 1;
            return $"{image}#{number.ToString(CultureInfo.InvariantCulture)}";
        }
    }
}
