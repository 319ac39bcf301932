using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Import.Coco;

/// <summary>COCO captions: <c>annotations[{id, image_id, caption}]</c>. Each caption is a query with one relevant image.</summary>
internal sealed class CocoCaptionsImporter : IDatasetImporter
{
    public string Name => "coco-captions";

    public IReadOnlyList<string> Aliases => [];

    public string Description => "COCO captions: JSON with images and annotations that have a caption";

    public string Paths => "the JSON file (captions_*.json) and the folder of the images";

    public bool Recognises(InputSample sample) =>
        sample.Has(IsJson, head => head.Contains("\"caption\"", StringComparison.Ordinal) && head.Contains("\"annotations\"", StringComparison.Ordinal))
        || sample.Has(n => IsJson(n) && n.StartsWith("captions", StringComparison.OrdinalIgnoreCase), head => head.TrimStart().StartsWith('{'));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var named = input.Paths.FirstOrDefault(p => File.Exists(p) && IsJson(p));
        var file = named ?? input.Require("file captions*.json", n => IsJson(n) && n.StartsWith("captions", StringComparison.OrdinalIgnoreCase));
        return Task.FromResult<IDatasetSource>(new Source(file, input));
    }

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private sealed class Source(string path, SourceInput input) : IDatasetSource
    {
        private readonly CocoDocument _document = new(path);

        public IAsyncEnumerable<SourceImage> ReadImagesAsync(CancellationToken cancellationToken) => CocoImages.ReadAsync(_document, input, cancellationToken);

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var json in _document.ReadAsync("annotations", cancellationToken))
            {
                long? id = null, image = null;
                string? caption = null;
                while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
                {
                    if (json.ValueIs("id"u8))
                        id = await json.ReadInt64Async("id", cancellationToken);
                    else if (json.ValueIs("image_id"u8))
                        image = await json.ReadInt64Async("image_id", cancellationToken);
                    else if (json.ValueIs("caption"u8))
                        caption = await json.ReadStringAsync("caption", cancellationToken);
                    else
                        await json.SkipAsync(cancellationToken);
                }

                if (id is null || image is null || caption is null)
                {
                    CocoImages.Refuse(json, input.Faults, "a caption needs 'id', 'image_id' and 'caption'.");
                    continue;
                }

                var query = QueryDefaults.Of(id.Value.ToString(CultureInfo.InvariantCulture), caption.Trim(), input.Language);
                yield return new SourceQuery(query, [new Judgment(image.Value.ToString(CultureInfo.InvariantCulture), 1)], $"{path}: annotation {id}");
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
