using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.LabelSets.Tags;

/// <summary>An image with what a tagger says of it. The tags of an image may come in several of these.</summary>
/// <param name="Image">Path of the image below the folder of the images.</param>
/// <param name="Tags">Tags that reach the threshold, without white space around them.</param>
/// <param name="Place">File and line.</param>
internal sealed record TaggedImage(string Image, IReadOnlyList<string> Tags, string Place);

/// <summary>
/// What any tagger gave: JSON lines (<c>{"image", "tags": ["day", …]}</c>, with <c>"scores": [0.9, …]</c> beside them or in their place as
/// <c>"tags": {"day": 0.9}</c>), or comma- or tab-separated values with a header (<c>image,tag[,score]</c>; an empty tag lists an image alone).
/// </summary>
internal static class TagFile
{
    /// <summary>Reads a file as a stream.</summary>
    /// <param name="path">The file; <c>.csv</c> and <c>.tsv</c> are separated values.</param>
    /// <param name="minScore">Tags with a lower score are left out; tags without a score count.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="BenchException">A line is broken; names file and line.</exception>
    public static IAsyncEnumerable<TaggedImage> ReadAsync(string path, double minScore, CancellationToken cancellationToken) =>
        Path.GetExtension(path).ToUpperInvariant() is ".CSV" or ".TSV"
            ? ReadCsvAsync(path, minScore, cancellationToken)
            : ReadJsonLinesAsync(path, minScore, cancellationToken);

    private static async IAsyncEnumerable<TaggedImage> ReadJsonLinesAsync(
        string path, double minScore, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.Span.Trim(" \t"u8).IsEmpty)
                continue;
            var line = JsonLines.Parse<Line>(lines);
            if (line.Image.Length == 0)
                throw lines.Fault("'image' is empty.");
            yield return new TaggedImage(line.Image, Tags(line, minScore, lines).ToArray(), $"{path}:{lines.Number}");
        }
    }

    private static IEnumerable<string> Tags(Line line, double minScore, LineReader lines)
    {
        if (line.Tags.ValueKind is JsonValueKind.Object)
        {
            if (line.Scores is not null)
                throw lines.Fault("'scores' stands beside a list of tags, not beside tags that have their scores.");
            foreach (var tag in line.Tags.EnumerateObject())
            {
                if (tag.Value.ValueKind is not JsonValueKind.Number)
                    throw lines.Fault($"the score of '{tag.Name}' is no number.");
                if (tag.Value.GetDouble() >= minScore)
                    yield return Tag(tag.Name, lines);
            }

            yield break;
        }

        if (line.Tags.ValueKind is not JsonValueKind.Array || line.Tags.EnumerateArray().Any(t => t.ValueKind is not JsonValueKind.String))
            throw lines.Fault("'tags' must be a list of texts, or an object with a score for each tag.");
        var count = line.Tags.GetArrayLength();
        if (line.Scores is { } scores && scores.Count != count)
            throw lines.Fault($"there are {count} tags and {scores.Count} scores.");
        foreach (var (index, tag) in line.Tags.EnumerateArray().Index())
        {
            if (line.Scores is null || line.Scores[index] >= minScore)
                yield return Tag(tag.GetString()!, lines);
        }
    }

    private static string Tag(string tag, LineReader lines) =>
        tag.Trim() is { Length: > 0 } text ? text : throw lines.Fault("a tag is empty.");

    private static async IAsyncEnumerable<TaggedImage> ReadCsvAsync(
        string path, double minScore, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var csv = await CsvReader.OpenAsync(path, new ThrowingFaults(), cancellationToken);
        if (csv.Column("image") is not { } image || csv.Column("tag") is not { } tag)
            throw BenchException.Invalid($"{path}:1: the header needs the columns image and tag, and may have score.", "tags");
        var score = csv.Column("score");
        while (await csv.ReadAsync(cancellationToken))
        {
            if (csv[image].Length == 0)
                throw BenchException.Invalid($"{csv.Place}: 'image' is empty.", "tags");
            var name = csv[tag].Trim();
            var counts = name.Length > 0 && (csv[score].Length == 0 || Score(csv, score!) >= minScore);
            yield return new TaggedImage(csv[image], counts ? [name] : [], csv.Place);
        }
    }

    private static double Score(CsvReader csv, string column) =>
        double.TryParse(csv[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && double.IsFinite(score)
            ? score
            : throw BenchException.Invalid($"{csv.Place}: the score '{csv[column]}' is no finite number.", "tags");

    private sealed record Line(string Image, JsonElement Tags)
    {
        public IReadOnlyList<double>? Scores { get; init; }
    }

    /// <summary>A build stops at the first fault: tags that are passed over would make images that carry them not relevant.</summary>
    private sealed class ThrowingFaults : IFormatFaults
    {
        public void Refuse(string place, string what) => throw BenchException.Invalid($"{place}: {what}", "tags");

        public void LeaveOut(string place, string item, string reason) => Refuse(place, $"{item}: {reason}");
    }
}
