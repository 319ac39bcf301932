using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Import.Coco;

/// <summary>
/// COCO instances and Objects365: each category is a query, and every image with a box of it is relevant. (A label set, with
/// searchable classes and combinations, is built by <c>isb build labels</c> from the same file.)
/// </summary>
internal sealed class CocoInstancesImporter : IDatasetImporter
{
    public string Name => "coco-instances";

    public IReadOnlyList<string> Aliases => ["objects365", "coco"];

    public string Description => "COCO instances, Objects365: JSON with images, annotations with boxes, categories; each category becomes a query";

    public string Paths => "the JSON file (instances_*.json, zhiyuan_objv2_*.json) and the folder of the images";

    public bool Recognises(InputSample sample) =>
        sample.Has(IsJson, head => head.Contains("\"bbox\"", StringComparison.Ordinal) || head.Contains("\"categories\"", StringComparison.Ordinal))
        || sample.Has(n => IsJson(n) && (n.StartsWith("instances", StringComparison.OrdinalIgnoreCase) || n.StartsWith("zhiyuan_obj", StringComparison.OrdinalIgnoreCase)));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var named = input.Paths.FirstOrDefault(p => File.Exists(p) && IsJson(p));
        var file = named ?? input.Require(
            "file instances*.json", n => IsJson(n) && (n.StartsWith("instances", StringComparison.OrdinalIgnoreCase) || n.StartsWith("zhiyuan", StringComparison.OrdinalIgnoreCase)));
        return Task.FromResult<IDatasetSource>(new Source(file, input));
    }

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private sealed class Source(string path, SourceInput input) : IDatasetSource
    {
        private readonly CocoDocument _document = new(path);

        // Images by ordinal, and for each category the ordinals of its images as bits: 200,000 images take 25 KB a category at most.
        private readonly IdOrdinals _ids = new();
        private readonly Dictionary<long, ImageBitmap> _images = [];

        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var image in CocoImages.ReadAsync(_document, input, cancellationToken))
            {
                _ids.Add(long.Parse(image.Id, CultureInfo.InvariantCulture));
                yield return image;
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await ReadBoxesAsync(cancellationToken);
            var declared = new HashSet<long>();
            await foreach (var json in _document.ReadAsync("categories", cancellationToken))
            {
                var (id, name) = await json.ReadCategoryAsync(cancellationToken);
                if (id is null || string.IsNullOrWhiteSpace(name))
                {
                    CocoImages.Refuse(json, input.Faults, "a category needs 'id' and 'name'.");
                    continue;
                }

                declared.Add(id.Value);
                var query = QueryDefaults.Of(id.Value.ToString(CultureInfo.InvariantCulture), name.Trim(), input.Language) with
                {
                    Style = "word",
                    Level = 1,
                    Labels = [name.Trim()],
                };
                var judgments = _images.GetValueOrDefault(id.Value)?.Images()
                    .Select(i => new Judgment(_ids[i].ToString(CultureInfo.InvariantCulture), 1)).ToArray();
                yield return new SourceQuery(query, judgments ?? [], $"{path}: category {id}");
            }

            foreach (var id in _images.Keys.Where(id => !declared.Contains(id)).Order())
                input.Faults.Refuse(path, $"annotations name category {id}, which 'categories' does not have.");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task ReadBoxesAsync(CancellationToken cancellationToken)
        {
            await foreach (var json in _document.ReadAsync("annotations", cancellationToken))
            {
                long? image = null, category = null;
                while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
                {
                    if (json.ValueIs("image_id"u8))
                        image = await json.ReadInt64Async("image_id", cancellationToken);
                    else if (json.ValueIs("category_id"u8))
                        category = await json.ReadInt64Async("category_id", cancellationToken);
                    else
                        await json.SkipAsync(cancellationToken);
                }

                if (image is null || category is null)
                    CocoImages.Refuse(json, input.Faults, "an annotation needs 'image_id' and 'category_id'.");
                else if (_ids.Find(image.Value) is not (>= 0 and var ordinal))
                    input.Faults.LeaveOut($"{path}: annotations", $"annotation of image {image}", "the image is not listed in 'images'.");
                else
                {
                    if (!_images.TryGetValue(category.Value, out var images))
                        _images[category.Value] = images = new ImageBitmap();
                    images.Set(ordinal);
                }
            }
        }
    }
}
