using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.Formats.Import.ChineseClip;

/// <summary>Reads the two files of a split line by line.</summary>
internal sealed class ChineseClipSource(string images, string texts, SourceInput input) : IDatasetSource
{
    private readonly IFormatFaults _faults = input.Faults;

    public async IAsyncEnumerable<SourceImage> ReadImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(images);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.IsBlank())
                continue;
            if (TakeImage(lines) is { } image)
                yield return image;
        }
    }

    public async IAsyncEnumerable<SourceQuery> ReadQueriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(texts);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.IsBlank() || lines.Json(_faults) is not { } document)
                continue;
            using (document)
            {
                if (TakeText(document.RootElement, lines.Place()) is { } query)
                    yield return query;
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SourceImage? TakeImage(LineReader lines)
    {
        var line = lines.Line.Span;
        var tab = line.IndexOf((byte)'\t');
        if (tab <= 0)
        {
            _faults.Refuse(lines.Place(), "a line has an image id, a tab and the image's file as base64.");
            return null;
        }

        if (lines.Text(line[..tab], _faults) is not { } id)
            return null;
        if (Base64Text.Decode(line[(tab + 1)..]) is { } data)
            return new SourceImage(id, lines.Place()) { Data = data };
        return new SourceImage(id, lines.Place()) { Fault = "what follows the tab is no base64 (neither alphabet), or it is cut off." };
    }

    private SourceQuery? TakeText(JsonElement text, string place)
    {
        if (text.IdOf("text_id") is not { } id)
        {
            _faults.Refuse(place, "'text_id' must be a whole number of up to 64 bits, or a string.");
            return null;
        }

        if (!text.TryGetProperty("text", out var words) || words.ValueKind is not JsonValueKind.String)
        {
            _faults.Refuse(place, "'text' must be a string.");
            return null;
        }

        // An unlabelled test split has an empty array, or none.
        var judgments = new List<Judgment>();
        if (text.TryGetProperty("image_ids", out var ids) && ids.ValueKind is not JsonValueKind.Null)
        {
            if (ids.ValueKind is not JsonValueKind.Array)
            {
                _faults.Refuse(place, "'image_ids' must be an array.");
                return null;
            }

            foreach (var image in ids.EnumerateArray())
            {
                if (image.AsId() is { } imageId)
                    judgments.Add(new Judgment(imageId, 1));
                else
                    _faults.Refuse(place, $"'image_ids' has {image.GetRawText()}, which is no id: whole numbers of up to 64 bits, or strings.");
            }
        }

        return new SourceQuery(QueryDefaults.Of(id, text.TextOf("text") ?? "", input.Language), judgments, place);
    }
}
