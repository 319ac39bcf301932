using System.Text.Json.Nodes;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Formats.Files;
using ImageSearchBench.Orchestrator.ImageSources;
using ImageSearchBench.Orchestrator.LabelSets;

namespace ImageSearchBench.Orchestrator.TopicSets;

/// <summary>Writes queries with their images into a draft, in the order of the queries.</summary>
internal sealed class TopicSetWriter(DatasetDraft draft, KeptPictures pictures)
{
    // Half of a SHA-256 as an id: equal ones of different pictures do not happen.
    private const int IdLength = 32;

    private readonly ImageIds _ids = new();

    /// <summary>Queries written.</summary>
    public int Queries { get; private set; }

    /// <summary>Writes a query; its images are relevant to it.</summary>
    public async Task WriteAsync(CollectedQuery collected, CancellationToken cancellationToken)
    {
        var judgments = new List<Judgment>(collected.Images.Count);
        foreach (var (found, picture) in collected.Images)
        {
            var id = IdOf(found, picture);
            judgments.Add(new Judgment(id, 1));
            await draft.AddImageAsync(Image(id, found, picture), pictures.FileOf(picture), cancellationToken);
        }

        var query = new DatasetQuery(collected.Query.Id, collected.Query.Text)
        {
            Language = collected.Query.Language,
            Style = "word",
            Topic = collected.Query.Topic,
            Provenance = collected.Query.Object.Provenance,
            Model = collected.Query.Object.Model,
            Prompt = collected.Query.Object.Prompt,
            Seed = collected.Query.Object.Seed,
            Reviewer = collected.Query.Object.Reviewer,
        };
        await draft.AddQueryAsync(query, judgments, cancellationToken);
        Queries++;
    }

    /// <summary>What the set was built with, as far as it matters for its content.</summary>
    public static JsonObject Parameters(BuildTopicSetSpec spec) => new()
    {
        ["start"] = spec.Start.ToString().ToLowerInvariant(),
        ["language"] = spec.Language,
        ["seed"] = spec.Seed,
        ["source"] = ImageSourceName.Parse(spec.Source)?.Kind,
        ["min_results"] = spec.Rules.MinResults,
        ["look_at"] = spec.Rules.LookAt,
        ["min_side"] = spec.Rules.MinSide,
        ["max_ratio"] = spec.Rules.MaxRatio,
        ["keep"] = spec.Rules.Keep,
        ["max_taken"] = spec.Rules.MaxTaken,
        ["size"] = spec.Size,
    };

    // A library's images have names that people know; addresses are no names.
    private string IdOf(FoundImage found, Picture picture) =>
        found.Url is null
            ? _ids.Add(found.Key) ?? throw new InvalidOperationException($"The image '{found.Key}' was kept twice.")
            : picture.SourceSha256[..IdLength];

    private static DatasetImage Image(string id, FoundImage found, Picture picture) => new(id, $"{DatasetFiles.ImageFolder}/{ImageFileName.Of(id, ".jpg")}")
    {
        Sha256 = picture.Sha256,
        Size = picture.Size,
        Width = picture.Width,
        Height = picture.Height,
        Source = found.Key,
        Licence = found.Licence,
        Title = found.Title,
        Page = found.Page,
        Attribution = found.Attribution,
    };
}
