using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.CaptionSets;

/// <summary>A caption that a person wrote.</summary>
/// <param name="Image">Path of the photo below the folder.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Text">The caption.</param>
internal sealed record WrittenCaption(string Image, string Language, string Text);

/// <summary>
/// Files of captions: JSON lines (<c>image</c>, and <c>zh</c> and <c>en</c>, each a text or a list; or <c>image</c>, <c>language</c>,
/// <c>text</c>), or Flickr token files (<c>photo.jpg#0 A sentence</c>, <c>photo.jpg#zhc#0 一句话</c>).
/// </summary>
internal static partial class CaptionFile
{
    /// <summary>The captions in the order of the file. A fault names file and line.</summary>
    public static async IAsyncEnumerable<WrittenCaption> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isJson = Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON";
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.Span.Trim(" \t"u8).Length == 0)
                continue;
            foreach (var caption in isJson ? Json(lines) : [Token(lines)])
                yield return caption;
        }
    }

    private static WrittenCaption Token(LineReader lines)
    {
        var match = TokenLine().Match(Encoding.UTF8.GetString(lines.Line.Span));
        if (!match.Success)
            throw lines.Fault("a caption is written like 'photo.jpg#0 A sentence' or 'photo.jpg#zhc#0 一句话'.");
        var text = match.Groups["text"].Value.Trim();
        var tag = match.Groups["tag"].Value;
        var language = tag.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? "zh"
            : tag.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? "en"
            : text.Any(c => c is >= '\u4E00' and <= '\u9FFF') ? "zh"
            : "en";
        return new WrittenCaption(match.Groups["image"].Value, language, text);
    }

    private static List<WrittenCaption> Json(LineReader lines)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(lines.Line);
        }
        catch (JsonException e)
        {
            throw lines.Fault($"this is no JSON object: {e.Message}");
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || Text(root, "image") is not { Length: > 0 } image)
                throw lines.Fault("a JSON object with 'image' is expected.");
            var captions = new List<WrittenCaption>();
            if (Text(root, "text") is { } text)
            {
                var language = Text(root, "language");
                if (language is not ("zh" or "en"))
                    throw lines.Fault("beside 'text', 'language' must be zh or en.");
                captions.Add(new WrittenCaption(image, language, text));
            }

            foreach (var language in (string[])["zh", "en"])
            {
                if (root.TryGetProperty(language, out var value))
                    captions.AddRange(Texts(lines, language, value).Select(t => new WrittenCaption(image, language, t)));
            }

            return captions.Count == 0 ? throw lines.Fault("there is no caption: give 'zh' or 'en', or 'language' and 'text'.")
                : captions.Exists(c => c.Text.Length == 0) ? throw lines.Fault("a caption is empty.")
                : captions;
        }
    }

    private static string[] Texts(LineReader lines, string language, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!.Trim()],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => Texts(lines, language, v)).ToArray(),
        _ => throw lines.Fault($"'{language}' must be a text or a list of texts."),
    };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()!.Trim() : null;

    [GeneratedRegex(@"^(?<image>.+?)#(?:(?<tag>[A-Za-z]+)#)?\d+[ \t]+(?<text>\S.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenLine();
}
