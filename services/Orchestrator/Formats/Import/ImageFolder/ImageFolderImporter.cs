using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Import.ImageFolder;

/// <summary>
/// Hugging Face imagefolder: <c>metadata.jsonl</c> with <c>file_name</c> beside the images, per split. Captions are in <c>text</c> (or
/// <c>caption</c>), one or several; with <c>query_id</c> and <c>grade</c> beside them the same query may stand at several images.
/// </summary>
internal sealed class ImageFolderImporter : IDatasetImporter
{
    private const string Metadata = "metadata.jsonl";

    public string Name => "imagefolder";

    public IReadOnlyList<string> Aliases => ["hf-imagefolder"];

    public string Description => "Hugging Face imagefolder: metadata.jsonl with file_name and text beside the images, per split";

    public string Paths => "the folder, or one split of it";

    public bool Recognises(InputSample sample) => sample.Has(n => n == Metadata, head => head.Contains("\"file_name\"", StringComparison.Ordinal));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var file = input.Find(n => n == Metadata);
        if (file is null || input.Split.Length > 0)
        {
            var splits = input.Folders.SelectMany(f => Directory.EnumerateDirectories(f)).Where(f => File.Exists(Path.Combine(f, Metadata)))
                .ToDictionary(f => Path.GetFileName(f), StringComparer.Ordinal);
            file = splits.Count > 0 ? Path.Combine(splits[input.ChooseSplit(splits.Keys)], Metadata) : input.Require($"file {Metadata}", n => n == Metadata);
        }

        return Task.FromResult<IDatasetSource>(new Source(file, input));
    }

    private sealed class Source(string metadata, SourceInput input) : IDatasetSource
    {
        private readonly JudgmentFile _judgments = new(input.WorkFolder);

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var finder = new ImageFinder([Path.GetDirectoryName(metadata)!]);
            await foreach (var (row, place) in RowsAsync(input.Faults, cancellationToken))
            {
                if (row.TextOf("file_name") is not { } name)
                    input.Faults.Refuse(place, "'file_name' must name a file below the folder.");
                else
                    yield return ImageFields.Read(new SourceImage(IdOf(row, name), place), row).With(finder.Find(name));
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            // A query that stands at several images has its judgements spread over the file: they are gathered first.
            await foreach (var (row, place) in RowsAsync(new Quiet(input.Faults), cancellationToken))
            {
                if (row.TextOf("file_name") is not { } name)
                    continue;
                var image = IdOf(row, name);
                foreach (var (id, _, grade, _) in Texts(row, image))
                    await _judgments.AddAsync(FieldId.Of(id), image, grade, place, input.Faults, cancellationToken);
            }

            await _judgments.FinishAsync(cancellationToken);
            var seen = new NameSet();
            await foreach (var (row, place) in RowsAsync(new Quiet(input.Faults), cancellationToken))
            {
                if (row.TextOf("file_name") is not { } name)
                    continue;
                foreach (var (id, text, _, fields) in Texts(row, IdOf(row, name)).Where(t => seen.Add(t.Id)).ToArray())
                {
                    var query = QueryFields.Read(FieldId.Of(id), text, fields, input.Language);
                    yield return new SourceQuery(query, await _judgments.OfAsync(query.Id, cancellationToken), place);
                }
            }
        }

        public ValueTask DisposeAsync() => _judgments.DisposeAsync();

        private static string IdOf(JsonElement row, string file) => row.IdOf("image_id") is { } id ? FieldId.Of(id) : ImageIds.Encode(file[..^Path.GetExtension(file).Length]);

        // Captions as plain strings, or as objects with their query's id, grade and attributes.
        private static IEnumerable<(string Id, string Text, int Grade, JsonElement Fields)> Texts(JsonElement row, string image)
        {
            if (row.TryGetProperty("queries", out var queries) && queries.ValueKind is JsonValueKind.Array)
            {
                foreach (var query in queries.EnumerateArray().Where(q => q.ValueKind is JsonValueKind.Object))
                {
                    if (query.IdOf("query_id") is { } id && query.TextOf("text") is { } text)
                        yield return (id, text, (int)(query.NumberOf("grade") ?? 1), query);
                }

                yield break;
            }

            var captions = row.TextsOf("text") is { Count: > 0 } texts ? texts : row.TextsOf("caption");
            for (var i = 0; i < captions.Count; i++)
                yield return ($"{image}#{i.ToString(CultureInfo.InvariantCulture)}", captions[i], 1, default);
        }

        private async IAsyncEnumerable<(JsonElement Row, string Place)> RowsAsync(
            IFormatFaults faults, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var lines = LineReader.Open(metadata);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || lines.Json(faults) is not { } document)
                    continue;
                using (document)
                    yield return (document.RootElement, lines.Place());
            }
        }
    }

    /// <summary>For a second reading of the same lines: what is wrong with them was told at the first.</summary>
    private sealed class Quiet(IFormatFaults faults) : IFormatFaults
    {
        public void Refuse(string place, string what)
        {
        }

        public void LeaveOut(string place, string item, string reason) => faults.LeaveOut(place, item, reason);
    }
}
