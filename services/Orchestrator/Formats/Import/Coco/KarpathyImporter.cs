using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Import.Coco;

/// <summary>Karpathy splits (<c>dataset_flickr8k.json</c>, <c>dataset_coco.json</c>): <c>images[{filename, imgid, split, sentids, sentences[{raw, sentid}]}]</c>.</summary>
internal sealed class KarpathyImporter : IDatasetImporter
{
    public string Name => "karpathy";

    public IReadOnlyList<string> Aliases => ["karpathy-split"];

    public string Description => "Karpathy splits: one JSON with images, their split and sentences";

    public string Paths => "the JSON file (dataset_*.json) and the folder of the images";

    public bool Recognises(InputSample sample) =>
        sample.Has(IsJson, head => head.Contains("\"sentids\"", StringComparison.Ordinal) || head.Contains("\"sentences\"", StringComparison.Ordinal));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var named = input.Paths.FirstOrDefault(p => File.Exists(p) && IsJson(p));
        var file = named ?? input.Require("file dataset_*.json", n => IsJson(n) && n.StartsWith("dataset_", StringComparison.Ordinal));
        return Task.FromResult<IDatasetSource>(new Source(file, input));
    }

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private sealed record Sentence(string Id, string Text);

    private sealed record Entry(string Id, string File, IReadOnlyList<Sentence> Sentences);

    private sealed class Source(string path, SourceInput input) : IDatasetSource
    {
        private readonly CocoDocument _document = new(path);
        private readonly string _split = input.Split.Length > 0 ? input.Split : "test";

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var finder = input.ImageFinder();
            var any = false;
            await foreach (var entry in EntriesAsync(cancellationToken))
            {
                any = true;
                yield return new SourceImage(entry.Id, $"{path}: image {entry.Id}").With(finder.Find(entry.File));
            }

            if (!any)
                throw BenchException.Invalid($"{path}: no image is in the split '{_split}'.", "split");
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var entry in EntriesAsync(cancellationToken))
            {
                foreach (var sentence in entry.Sentences)
                    yield return new SourceQuery(QueryDefaults.Of(sentence.Id, sentence.Text.Trim(), input.Language), [new Judgment(entry.Id, 1)], $"{path}: image {entry.Id}");
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async IAsyncEnumerable<Entry> EntriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var json in _document.ReadAsync("images", cancellationToken))
            {
                string? id = null, file = null, folder = null, split = null;
                List<Sentence> sentences = [];
                while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
                {
                    if (json.ValueIs("imgid"u8))
                        id = await json.ReadTextAsync(cancellationToken);
                    else if (json.ValueIs("filename"u8))
                        file = await json.ReadStringAsync("filename", cancellationToken);
                    else if (json.ValueIs("filepath"u8))
                        folder = await json.ReadTextAsync(cancellationToken);
                    else if (json.ValueIs("split"u8))
                        split = await json.ReadStringAsync("split", cancellationToken);
                    else if (json.ValueIs("sentences"u8))
                        sentences = await SentencesAsync(json, cancellationToken);
                    else
                        await json.SkipAsync(cancellationToken);
                }

                if (id is null || string.IsNullOrEmpty(file) || split is null)
                    CocoImages.Refuse(json, input.Faults, "an image needs 'imgid', 'filename' and 'split'.");
                else if (split == _split)
                    yield return new Entry(id, folder is null ? file : $"{folder}/{file}", sentences);
            }
        }

        private async ValueTask<List<Sentence>> SentencesAsync(JsonStreamReader json, CancellationToken cancellationToken)
        {
            var sentences = new List<Sentence>();
            await json.ReadAsync(cancellationToken);
            if (json.Token is not JsonTokenType.StartArray)
                throw json.Fault("'sentences' must be an array.");
            while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.StartObject)
            {
                string? id = null, raw = null;
                while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
                {
                    if (json.ValueIs("sentid"u8))
                        id = await json.ReadTextAsync(cancellationToken);
                    else if (json.ValueIs("raw"u8))
                        raw = await json.ReadTextAsync(cancellationToken);
                    else
                        await json.SkipAsync(cancellationToken);
                }

                if (id is null || raw is null)
                    CocoImages.Refuse(json, input.Faults, "a sentence needs 'sentid' and 'raw'.");
                else
                    sentences.Add(new Sentence(id, raw));
            }

            return sentences;
        }
    }
}
