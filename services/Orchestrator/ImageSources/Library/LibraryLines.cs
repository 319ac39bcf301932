using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.ImageSources.Library;

/// <summary>A line of a library: an image file's name, what the line says of it, and its texts.</summary>
internal sealed record LibraryLine(string Image, LibraryImage Fields, IReadOnlyList<string> Texts, string Place);

/// <summary>
/// JSON lines with an image (<c>image</c>, <c>file_name</c> or <c>file</c>) and texts (<c>text</c>, <c>caption</c>, <c>captions</c>,
/// <c>title</c>, <c>tags</c>, <c>zh</c>, <c>en</c>: a text or a list of texts), and where they are there <c>source</c> or <c>url</c>,
/// <c>licence</c> or <c>license</c>, <c>attribution</c>, <c>advertisement</c>.
/// </summary>
internal static class LibraryLines
{
    private static readonly string[] ImageFields = ["image", "file_name", "file"];
    private static readonly string[] TextFields = ["title", "text", "caption", "captions", "zh", "en", "tags"];

    /// <summary>The file's first line looks like one of a library.</summary>
    public static async Task<bool> RecognisesAsync(string path, CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        if (!await lines.ReadAsync(cancellationToken))
            return false;
        try
        {
            using var document = JsonDocument.Parse(lines.Line);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TextOf(ImageFields) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a file; what is wrong is refused with file and line.</summary>
    public static async IAsyncEnumerable<LibraryLine> ReadAsync(string path, IFormatFaults faults, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.IsBlank())
                continue;
            using var document = lines.Json(faults);
            if (document is null)
                continue;
            var root = document.RootElement;
            if (root.TextOf(ImageFields) is not { } image)
            {
                faults.Refuse(lines.Place(), "the line names no image: 'image', 'file_name' or 'file' is expected.");
                continue;
            }

            var fields = new LibraryImage(image, "")
            {
                Source = root.TextOf("source", "url"),
                Licence = root.TextOf("licence", "license"),
                Attribution = root.TextOf("attribution"),
                Advertisement = root.TryGetProperty("advertisement", out var flag) && flag.ValueKind is JsonValueKind.True,
            };
            yield return new LibraryLine(image, fields, [.. TextFields.SelectMany(f => root.TextsOf(f)).Where(t => t.Length > 0)], lines.Place());
        }
    }
}
