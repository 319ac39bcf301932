using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Clients;
using ImageSearchBench.Orchestrator.Jobs;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>A caption of a photo, as it becomes a query.</summary>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Text">The caption.</param>
/// <param name="Provenance"><c>person</c>, or the model with the prompt.</param>
internal sealed record PhotoCaption(string Language, string Text, string Provenance)
{
    /// <summary>Who accepted or edited it; null where nobody looked at it.</summary>
    public string? Reviewer { get; init; }

    /// <summary>Id of the model that wrote it; null where a person did.</summary>
    public string? Model { get; init; }

    /// <summary>Prompt and version; null where a person wrote it.</summary>
    public string? Prompt { get; init; }

    /// <summary>Seed that was sent to the model; null where a person wrote it.</summary>
    public long? Seed { get; init; }
}

/// <summary>The captions of the chosen photos, by people or by a model.</summary>
/// <param name="ByImage">Each photo's captions by language; none for a photo that has none.</param>
/// <param name="Languages">Languages asked for.</param>
/// <param name="Models">Models that wrote them, for the provenance; empty where people did.</param>
internal sealed record PhotoCaptions(
    IReadOnlyDictionary<string, List<PhotoCaption>> ByImage, IReadOnlyList<string> Languages, JsonArray Models)
{
    /// <summary>Why photos have no caption at all.</summary>
    public IReadOnlyDictionary<string, string> Missing { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Takes what people wrote.</summary>
    public static async Task<PhotoCaptions> FromPeopleAsync(
        WrittenCaptions written, IReadOnlyList<PreparedPhoto> photos, CancellationToken cancellationToken)
    {
        var found = await written.FindAsync(photos.Select(p => p.Image).ToArray(), cancellationToken);
        var byImage = found.ToDictionary(
            f => f.Key,
            f => written.Languages.SelectMany(l => f.Value.Where(c => c.Language == l)).Select(c => new PhotoCaption(c.Language, c.Text, "person")).ToList(),
            StringComparer.Ordinal);
        return new PhotoCaptions(byImage, written.Languages, []);
    }

    /// <summary>Lets a model write them, one language after the other.</summary>
    public static async Task<PhotoCaptions> FromModelAsync(
        CaptionWriting writing,
        BuildCaptionSetSpec spec,
        IReadOnlyList<PreparedPhoto> photos,
        PreparedPhotos prepared,
        JobContext context,
        CancellationToken cancellationToken)
    {
        var byImage = photos.ToDictionary(p => p.Image, _ => new List<PhotoCaption>(1), StringComparer.Ordinal);
        var models = new SortedSet<(string Model, string ModelId, string Prompt)>();
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var language in spec.Languages)
        {
            var settings = new CaptionSettings(
                spec.CaptionModel, language, context.JobId, spec.CaptionLength, spec.Seed, spec.MaxTokens, spec.MaxCost);
            var captions = await writing.RunAsync(settings, photos, prepared, context, cancellationToken);
            foreach (var photo in photos)
            {
                var caption = captions[photo.Image];
                if (caption.Fault is { } fault)
                {
                    faults[photo.Image] = $"no caption in '{language}': {fault}";
                    continue;
                }

                byImage[photo.Image].Add(new PhotoCaption(language, caption.Text, $"{caption.ModelId} {caption.Prompt}".Trim())
                {
                    Model = caption.ModelId,
                    Prompt = caption.Prompt,
                    Seed = caption.Seed,
                });
                models.Add((caption.Model, caption.ModelId, caption.Prompt));
            }
        }

        return new PhotoCaptions(byImage, spec.Languages, Describe(models)) { Missing = faults };
    }

    private static JsonArray Describe(IEnumerable<(string Model, string ModelId, string Prompt)> models) =>
        new(models.Select(m => (JsonNode)new JsonObject { ["model"] = m.Model, ["model_id"] = m.ModelId, ["prompt"] = m.Prompt }).ToArray());
}
