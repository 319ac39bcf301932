using System.Text.Json;

namespace ImageSearchBench.Evaluator.Score.Input;

/// <summary>The formats that are read.</summary>
internal enum TextFormat
{
    /// <summary>TREC lines.</summary>
    Trec,

    /// <summary>BEIR's table with a header.</summary>
    Tsv,

    /// <summary>JSON lines.</summary>
    JsonLines,

    /// <summary>Chinese-CLIP's JSON lines.</summary>
    ChineseClip,

    /// <summary>BEIR's results: one object of topics, each an object of documents with scores.</summary>
    JsonObject,
}

/// <summary>Tells formats apart by their beginning.</summary>
internal static class FormatDetector
{
    private const int Beginning = 4096;

    /// <summary>The format of a file.</summary>
    public static async Task<TextFormat> DetectAsync(InputFile file, CancellationToken cancellationToken)
    {
        await using var stream = await file.OpenAsync(cancellationToken);
        var start = new byte[Beginning];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return Detect(start.AsSpan(0, length));
    }

    /// <summary>The format of a text.</summary>
    public static TextFormat Detect(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        var trimmed = text.TrimStart(" \t\r\n"u8);
        if (trimmed is [(byte)'{', ..])
            return DetectJson(trimmed);
        var end = text.IndexOf((byte)'\n');
        var first = end < 0 ? text : text[..end];
        return first.StartsWith("query-id"u8) || first.StartsWith("query_id"u8) ? TextFormat.Tsv : TextFormat.Trec;
    }

    private static TextFormat DetectJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, state: default);
        var values = true;
        try
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("text_ids"u8) || reader.ValueTextEquals("image_ids"u8))
                        return TextFormat.ChineseClip;
                    if (reader.ValueTextEquals("query_id"u8) || reader.ValueTextEquals("qid"u8))
                        return TextFormat.JsonLines;
                }
                else if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.StartObject)
                {
                    values = false;
                    break;
                }
            }
        }
        catch (JsonException)
        {
            // The reader of the format says what is wrong, with the line.
        }

        return values ? TextFormat.JsonLines : TextFormat.JsonObject;
    }
}
