using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.LabelSets;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Import.TaiSu;

/// <summary>TaiSu: one JSON <c>{id: {"w": web text, "g": generated text}}</c> beside tar files of images. Each text is a query, with the id <c>id.w</c> or <c>id.g</c>.</summary>
internal sealed class TaiSuImporter : IDatasetImporter
{
    private const long MaxImageBytes = 64 << 20;

    public string Name => "taisu";

    public IReadOnlyList<string> Aliases => [];

    public string Description => "TaiSu: one JSON {id: {w, g}} beside tar files of images";

    public string Paths => "the folder of the JSON and the tar files, or these one by one";

    public bool Recognises(InputSample sample) =>
        sample.Has(IsTar) && sample.Has(IsJson, head => head.Contains("\"w\"", StringComparison.Ordinal) && head.Contains("\"g\"", StringComparison.Ordinal));

    public Task<IDatasetSource> OpenAsync(SourceInput input, CancellationToken cancellationToken)
    {
        var texts = input.Require("file *.json", IsJson);
        input.Require("file *.tar", IsTar);
        return Task.FromResult<IDatasetSource>(new Source(texts, [.. input.Files().Where(f => IsTar(f))], input));
    }

    private static bool IsTar(string name) => name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private sealed class Source(string texts, IReadOnlyList<string> tars, SourceInput input) : IDatasetSource
    {
        public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var tar in tars)
            {
                await foreach (var (name, data) in TarReading.ReadAsync(tar, MaxImageBytes, cancellationToken))
                {
                    if (!ImageListing.IsImage(name))
                        continue;
                    var image = new SourceImage(ImageIds.Encode(Path.GetFileNameWithoutExtension(name)), $"{tar}: {name}");
                    yield return data is null ? image with { Fault = $"longer than {MaxImageBytes >> 20} MiB." } : image with { Data = data };
                }
            }
        }

        public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var json = JsonStreamReader.Open(texts);
            if (!await json.ReadAsync(cancellationToken) || json.Token is not JsonTokenType.StartObject)
                throw json.Fault("the document must begin with '{'.");
            while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
            {
                var id = ImageIds.Encode(Path.GetFileNameWithoutExtension(json.GetString()));
                var place = $"{texts}: {id}";
                await json.ReadAsync(cancellationToken);
                if (json.Token is not JsonTokenType.StartObject)
                    throw json.Fault("an id must have an object with 'w' and 'g'.");
                while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
                {
                    var kind = json.ValueIs("w"u8) ? "w" : json.ValueIs("g"u8) ? "g" : null;
                    if (kind is null)
                        await json.SkipAsync(cancellationToken);
                    else if (await json.ReadTextAsync(cancellationToken) is { } text)
                        yield return new SourceQuery(QueryDefaults.Of($"{id}.{kind}", text.Trim(), input.Language), [new Judgment(id, 1)], place);
                }
            }

            // What follows the document must be nothing: the reader says so otherwise.
            await json.ReadAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
