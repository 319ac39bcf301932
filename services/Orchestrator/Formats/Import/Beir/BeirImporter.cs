using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.Formats.Import.Beir;

/// <summary>
/// BEIR: <c>corpus.jsonl</c> {_id, title, text}, <c>queries.jsonl</c> {_id, text}, <c>qrels/&lt;split&gt;.tsv</c> with a header row. A document's image is named by <c>metadata.file_name</c> (or <c>image</c>,
/// <c>file_name</c>), else it is the file called like its id.
/// </summary>
internal sealed class BeirImporter : IDatasetImporter
{
    public string Name => "beir";

    public IReadOnlyList<string> Aliases => [];

    public string Description => "BEIR: corpus.jsonl, queries.jsonl, qrels/<split>.tsv; images by metadata.file_name or by id";

    public string Paths => "the folder of corpus.jsonl, queries.jsonl and qrels/";

    public bool Recognises(InputSample sample) => sample.Has(n => n == "corpus.jsonl") && sample.Has(n => n == "queries.jsonl");

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var corpus = input.Require("file corpus.jsonl", n => n == "corpus.jsonl");
        var queries = input.Require("file queries.jsonl", n => n == "queries.jsonl");
        var folder = Path.Combine(Path.GetDirectoryName(corpus)!, "qrels");
        var splits = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.tsv").Select(f => Path.GetFileNameWithoutExtension(f)!).ToArray()
            : [];
        var qrels = splits.Length > 0 ? Path.Combine(folder, input.ChooseSplit(splits) + ".tsv") : input.Require("file qrels/<split>.tsv", n => n.EndsWith(".tsv", StringComparison.Ordinal) && n != Ids.IdMap.FileName);
        return Task.FromResult<IDatasetSource>(new Source(corpus, queries, qrels, input));
    }

    private sealed class Source(string corpus, string queries, string qrels, SourceInput input) : IDatasetSource
    {
        private readonly JudgmentFile _judgments = new(input.WorkFolder);

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var finder = input.ImageFinder();
            await using var lines = LineReader.Open(corpus);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || lines.Json(input.Faults) is not { } document)
                    continue;
                using (document)
                {
                    if (document.RootElement.IdOf("_id") is { } id)
                        yield return Image(id, document.RootElement, lines.Place(), finder);
                    else
                        input.Faults.Refuse(lines.Place(), "'_id' must be a string.");
                }
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await ReadJudgmentsAsync(cancellationToken);
            await using var lines = LineReader.Open(queries);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || lines.Json(input.Faults) is not { } document)
                    continue;
                using (document)
                {
                    if (document.RootElement.IdOf("_id") is { } id)
                    {
                        var query = QueryFields.Read(id, document.RootElement.TextOf("text") ?? "", Metadata(document.RootElement), input.Language);
                        yield return new SourceQuery(query, await _judgments.OfAsync(id, cancellationToken), lines.Place());
                    }
                    else
                        input.Faults.Refuse(lines.Place(), "'_id' must be a string.");
                }
            }

            _judgments.TellOfUnknown(qrels, input.Faults);
        }

        public ValueTask DisposeAsync() => _judgments.DisposeAsync();

        private static JsonElement Metadata(JsonElement entry) =>
            entry.TryGetProperty("metadata", out var metadata) && metadata.ValueKind is JsonValueKind.Object ? metadata : entry;

        private static SourceImage Image(string id, JsonElement entry, string place, ImageFinder finder)
        {
            var metadata = Metadata(entry);
            var image = ImageFields.Read(new SourceImage(id, place), metadata);
            if (metadata.TextOf("file_name", "image", "image_path", "path") is { } name)
                return image.With(finder.Find(name));
            if (image.Sha256 is not null)
                return image with { Url = image.Source };
            foreach (var extension in new[] { ".jpg", ".jpeg", ".png", ".webp", "" })
            {
                if (finder.Find(id + extension) is { Path: not null } found)
                    return image.With(found);
            }

            return image with { Fault = "there is no image file: name it in metadata.file_name, or call it like its id." };
        }

        private async Task ReadJudgmentsAsync(CancellationToken cancellationToken)
        {
            await using var lines = LineReader.Open(qrels);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || lines.Text(input.Faults) is not { } text)
                    continue;
                var fields = text.Split('\t');
                if (lines.Number == 1)
                {
                    if (fields is not ["query-id", "corpus-id", "score"])
                        input.Faults.Refuse(lines.Place(), "the first line must be the header query-id, corpus-id, score, with tabs between.");
                    continue;
                }

                if (fields is not [var query, var document, var score] || !int.TryParse(score, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grade))
                    input.Faults.Refuse(lines.Place(), "a judgement has a query id, a document id and a whole number, with tabs between.");
                else
                    await _judgments.AddAsync(query, document, grade, lines.Place(), input.Faults, cancellationToken);
            }

            await _judgments.FinishAsync(cancellationToken);
        }
    }
}
