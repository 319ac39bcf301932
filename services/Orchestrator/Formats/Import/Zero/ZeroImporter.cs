using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Import.Zero;

/// <summary>
/// Zero (CCMB): JSON lines <c>{"text", "image_path"}</c> in a <c>.json</c> file. ICR and IQR: equal texts are one query, whose images
/// are relevant. ICM and IQM: with a <c>label</c> of 0 or 1, which becomes the grade; each line is a query of its own, for a pair is
/// what is judged.
/// </summary>
/// <param name="isMatching">Lines carry a label.</param>
internal sealed class ZeroImporter(bool isMatching) : IDatasetImporter
{
    public string Name => isMatching ? "zero-matching" : "zero-retrieval";

    public IReadOnlyList<string> Aliases => isMatching ? ["icm", "iqm"] : ["icr", "iqr"];

    public string Description => isMatching
        ? "Zero ICM, IQM: JSON lines text, image_path, label (0 or 1); a matching set"
        : "Zero ICR, IQR: JSON lines text, image_path in a .json file";

    public string Paths => "the .json file and the folder of the images";

    public bool Recognises(InputSample sample) => sample.Has(IsJson, head =>
        head.Split('\n')[0] is var line && line.TrimStart().StartsWith('{') && line.TrimEnd().EndsWith('}')
        && line.Contains("\"image_path\"", StringComparison.Ordinal) && line.Contains("\"label\"", StringComparison.Ordinal) == isMatching);

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var file = input.Paths.FirstOrDefault(p => File.Exists(p) && IsJson(p)) ?? input.Require("file *.json", IsJson);
        return Task.FromResult<IDatasetSource>(new Source(file, isMatching, input));
    }

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    private sealed class Source(string file, bool isMatching, SourceInput input) : IDatasetSource
    {
        private readonly JudgmentFile _judgments = new(input.WorkFolder);

        public string? Kind => isMatching ? "matching" : null;

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var finder = input.ImageFinder();
            var names = new NameSet();
            await foreach (var row in RowsAsync(cancellationToken))
            {
                if (names.Add(row.Image))
                    yield return new SourceImage(IdOf(row.Image), row.Place).With(finder.Find(row.Image));
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (isMatching)
            {
                await foreach (var row in RowsAsync(cancellationToken))
                    yield return new SourceQuery(QueryDefaults.Of(Number(row.Line), row.Text, input.Language), [new Judgment(IdOf(row.Image), row.Label)], row.Place);
                yield break;
            }

            await foreach (var row in RowsAsync(cancellationToken))
                await _judgments.AddAsync(Key(row.Text), IdOf(row.Image), 1, row.Place, input.Faults, cancellationToken);
            await _judgments.FinishAsync(cancellationToken);
            var seen = new NameSet();
            await foreach (var row in RowsAsync(cancellationToken))
            {
                if (seen.Add(row.Text))
                    yield return new SourceQuery(QueryDefaults.Of(Number(row.Line), row.Text, input.Language), await _judgments.OfAsync(Key(row.Text), cancellationToken), row.Place);
            }
        }

        public ValueTask DisposeAsync() => _judgments.DisposeAsync();

        private static string Number(long line) => line.ToString(CultureInfo.InvariantCulture);

        private static string Key(string text) => Hashing.Sha256(text)[..32];

        private static string IdOf(string path) => ImageIds.Encode(path[..^Path.GetExtension(path).Length]);

        private async IAsyncEnumerable<(string Text, string Image, int Label, long Line, string Place)> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var lines = LineReader.Open(file);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || lines.Json(input.Faults) is not { } document)
                    continue;
                using (document)
                {
                    var row = document.RootElement;
                    var label = isMatching ? LabelOf(row) : 1;
                    if (row.TextOf("text", "query") is not { } text || row.TextOf("image_path", "image") is not { } image)
                        input.Faults.Refuse(lines.Place(), "a line needs the strings 'text' and 'image_path'.");
                    else if (label is not (0 or 1))
                        input.Faults.Refuse(lines.Place(), "'label' must be 0 or 1.");
                    else
                        yield return (text, image, label.Value, lines.Number, lines.Place());
                }
            }
        }

        private static int? LabelOf(JsonElement row)
        {
            var label = row.NumberOf("label");
            if (label is null && row.TextOf("label") is { } text && long.TryParse(text, CultureInfo.InvariantCulture, out var number))
                label = number;
            return label is 0 or 1 ? (int)label : null;
        }
    }
}
