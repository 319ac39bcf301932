using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>What a model writes, one language after the other.</summary>
internal sealed class ModelCaptions : ICaptionSource
{
    private readonly CaptionWriting[] _writings;
    private readonly SortedSet<(string Model, string ModelId, string Prompt)> _models = [];

    public ModelCaptions(CaptionGenerator generator, BuildCaptionSetSpec spec, PreparedPhotos prepared, JobContext context)
    {
        Languages = spec.Languages;
        _writings = spec.Languages
            .Select(language => new CaptionSettings(
                spec.CaptionModel, language, context.JobId, spec.CaptionLength, spec.Seed, spec.MaxTokens, spec.MaxCost))
            .Select(settings => new CaptionWriting(generator, settings, prepared, context))
            .ToArray();
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Languages { get; }

    /// <inheritdoc />
    public JsonArray Models =>
        new(_models.Select(m => (JsonNode)new JsonObject { ["model"] = m.Model, ["model_id"] = m.ModelId, ["prompt"] = m.Prompt }).ToArray());

    /// <inheritdoc />
    public async Task<IReadOnlyList<FoundCaptions>> FindAsync(IReadOnlyList<PreparedPhoto> photos, CancellationToken cancellationToken)
    {
        var captions = photos.Select(_ => new List<PhotoCaption>(1)).ToArray();
        var faults = photos.Select(_ => new List<string>(0)).ToArray();
        foreach (var writing in _writings)
        {
            foreach (var (i, written) in (await writing.WriteAsync(photos, cancellationToken)).Index())
            {
                if (written.Fault is { } fault)
                {
                    faults[i].Add($"no caption in '{writing.Language}': {fault}");
                    continue;
                }

                captions[i].Add(ToCaption(writing.Language, written));
                _models.Add((written.Model, written.ModelId, written.Prompt));
            }
        }

        return captions.Zip(faults, (c, f) => new FoundCaptions(c, f.Count == 0 ? null : string.Join(' ', f))).ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writing in _writings)
            await writing.DisposeAsync();
    }

    private static PhotoCaption ToCaption(string language, GeneratedCaption written) =>
        new(language, written.Text, $"{written.ModelId} {written.Prompt}".Trim())
        {
            Model = written.ModelId,
            Prompt = written.Prompt,
            Seed = written.Seed,
        };
}
