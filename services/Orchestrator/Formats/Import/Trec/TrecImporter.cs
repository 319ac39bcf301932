using System.Globalization;
using System.Runtime.CompilerServices;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.Formats.Import.Trec;

/// <summary>
/// TREC qrels (<c>qid 0 docid rel</c>) with a file of topics (<c>qid TAB text</c>) and a folder of images. A document's id is its file's
/// name below the folder without extension, unless <c>images.tsv</c> (<c>id TAB file</c>) says otherwise.
/// </summary>
internal sealed class TrecImporter : IDatasetImporter
{
    public string Name => "trec";

    public IReadOnlyList<string> Aliases => [];

    public string Description => "TREC qrels (qid 0 docid rel), topics (qid TAB text) and a folder of images";

    public string Paths => "the folder of qrels*, topics.tsv and images/, or these one by one";

    public bool Recognises(InputSample sample) =>
        sample.Has(IsQrels, head => head.Split('\n')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var grade] && int.TryParse(grade.Trim(), CultureInfo.InvariantCulture, out _));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var qrels = input.Require("file of judgements (qrels*)", IsQrels);
        var topics = input.Require("file of query texts (topics.tsv or queries.tsv, qid TAB text)", IsTopics);
        return Task.FromResult<IDatasetSource>(new Source(qrels, topics, input.Find(n => n == "images.tsv"), input));
    }

    private static bool IsQrels(string name) =>
        name.StartsWith("qrels", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".qrels", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".qrel", StringComparison.OrdinalIgnoreCase);

    private static bool IsTopics(string name) =>
        (name.StartsWith("topics", StringComparison.OrdinalIgnoreCase) || name.StartsWith("queries", StringComparison.OrdinalIgnoreCase))
        && (name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase));

    private sealed class Source(string qrels, string topics, string? list, SourceInput input) : IDatasetSource
    {
        private QueryLines? _judgments;

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (list is null)
            {
                foreach (var (name, path) in ImageListing.Of(input.Folders))
                    yield return new SourceImage(ImageIds.Encode(name[..^Path.GetExtension(name).Length]), name) { File = path };
                yield break;
            }

            var finder = input.ImageFinder();
            await foreach (var (id, file, place) in FieldsAsync(list, "an image id, a tab and its file", cancellationToken))
                yield return new SourceImage(id, place).With(finder.Find(file));
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var unknown = new HashSet<string>(StringComparer.Ordinal);
            _judgments = await QueryLines.ReadAsync(qrels, lines => TrecLines.Judgment(lines), cancellationToken);
            unknown.UnionWith(_judgments.Queries);
            await foreach (var (id, text, place) in FieldsAsync(topics, "a query id, a tab and its text", cancellationToken))
            {
                unknown.Remove(id);
                var judgments = await _judgments.ReadAsync(id, TrecLines.Judgment, cancellationToken);
                yield return new SourceQuery(QueryDefaults.Of(id, text, input.Language), judgments, place);
            }

            foreach (var id in unknown.Order(StringComparer.Ordinal))
                input.Faults.LeaveOut(qrels, $"judgements of query {id}", $"{Path.GetFileName(topics)} has no text for it.");
        }

        public ValueTask DisposeAsync() => _judgments?.DisposeAsync() ?? ValueTask.CompletedTask;

        private async IAsyncEnumerable<(string Id, string Text, string Place)> FieldsAsync(
            string path, string expected, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var lines = LineReader.Open(path);
            while (await lines.ReadAsync(cancellationToken))
            {
                if (lines.IsBlank() || lines.Text(input.Faults) is not { } text)
                    continue;
                var tab = text.IndexOf('\t', StringComparison.Ordinal);
                if (tab > 0)
                    yield return (text[..tab], text[(tab + 1)..].Trim(), lines.Place());
                else
                    input.Faults.Refuse(lines.Place(), $"the line must have {expected}.");
            }
        }
    }
}
