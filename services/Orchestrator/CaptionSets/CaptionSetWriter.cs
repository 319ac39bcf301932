using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>Writes photos and captions into a draft, in the order in which the photos were chosen.</summary>
internal sealed class CaptionSetWriter(DatasetDraft draft, PhotoFile file, PreparedPhotos prepared, PhotoGrain grain)
{
    private readonly ImageIds _ids = new();

    /// <summary>Photos written.</summary>
    public int Photos { get; private set; }

    /// <summary>Writes a photo with its captions: each is a query, and the photo its one relevant image.</summary>
    public async Task WriteAsync(CaptionedPhoto captioned, CancellationToken cancellationToken)
    {
        var photo = captioned.Photo;
        var known = await file.ReadAtAsync(captioned.Offset, cancellationToken);
        var id = _ids.Add(photo.Image) ?? throw new InvalidOperationException($"The photo '{photo.Image}' was chosen twice.");
        var image = new DatasetImage(id, $"{DatasetFiles.ImageFolder}/{id}.jpg")
        {
            Sha256 = photo.Sha256,
            Size = photo.Size,
            Width = photo.Width,
            Height = photo.Height,
            Time = known.Time,
            Place = grain.PlaceText(known),
            Source = known.Source ?? photo.Image,
            Licence = known.Licence,
        };
        await draft.AddImageAsync(image, prepared.FileOf(photo.Image), cancellationToken);
        foreach (var language in captioned.Captions.GroupBy(c => c.Language, StringComparer.Ordinal))
        {
            foreach (var (number, caption) in language.Index())
            {
                var query = new DatasetQuery($"{id}-{caption.Language}-{number + 1}", caption.Text)
                {
                    Language = caption.Language,
                    Style = "caption",
                    Provenance = caption.Provenance,
                    Reviewer = caption.Reviewer,
                    Image = id,
                    Model = caption.Model,
                    Prompt = caption.Prompt,
                    Seed = caption.Seed,
                };
                await draft.AddQueryAsync(query, [new Judgment(id, 1)], cancellationToken);
            }
        }

        Photos++;
    }

    /// <summary>What the set was built with, as far as it matters for its content.</summary>
    public static JsonObject Parameters(BuildCaptionSetSpec spec, IReadOnlyList<string> languages, DuplicateCounts? duplicates)
    {
        var parameters = new JsonObject
        {
            ["photos"] = spec.Photos,
            ["seed"] = spec.Seed,
            ["place_grain"] = Name(spec.PlaceGrain),
            ["geohash_length"] = spec.GeohashLength,
            ["time_grain"] = Name(spec.TimeGrain),
            ["size"] = spec.Size,
            ["keep_aspect_ratio"] = spec.KeepAspectRatio,
            ["languages"] = new JsonArray(languages.Select(l => (JsonNode)l).ToArray()),
            ["captions"] = spec.Captions.Count > 0 ? "people" : "model",
        };
        if (spec.Captions.Count == 0)
            parameters["caption_length"] = spec.CaptionLength;
        if (duplicates is not null)
        {
            parameters["duplicate_model"] = duplicates.Model.ContentHash;
            parameters["min_cosine"] = spec.MinCosine;
        }

        return parameters;
    }

    private static string Name<T>(T value)
        where T : struct, Enum => Storage.Json.Write(value).Trim('"');
}
