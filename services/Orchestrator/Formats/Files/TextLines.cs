using System.Text;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Files;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>What format readers take from lines: strict UTF-8 and JSON objects; faults name file and line.</summary>
internal static class TextLines
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>File and line of the present line.</summary>
    public static string Place(this LineReader lines) => $"{lines.Path}:{lines.Number}";

    /// <summary>The present line as text; null, after a refusal, when it is not UTF-8.</summary>
    public static string? Text(this LineReader lines, IFormatFaults faults) => Text(lines, lines.Line.Span, faults);

    /// <summary>A part of the present line as text; null, after a refusal, when it is not UTF-8.</summary>
    public static string? Text(this LineReader lines, ReadOnlySpan<byte> bytes, IFormatFaults faults)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            faults.Refuse(lines.Place(), $"byte {e.Index + 1} of the line is not UTF-8: save the file as UTF-8.");
            return null;
        }
    }

    /// <summary>The present line holds nothing.</summary>
    public static bool IsBlank(this LineReader lines) => lines.Line.Span.Trim(" \t"u8).IsEmpty;

    /// <summary>The present line as a JSON object, valid until the next read; null, after a refusal, when it is none.</summary>
    public static JsonDocument? Json(this LineReader lines, IFormatFaults faults)
    {
        try
        {
            var document = JsonDocument.Parse(lines.Line);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
                return document;
            document.Dispose();
            faults.Refuse(lines.Place(), "the line must hold a JSON object.");
        }
        catch (JsonException e)
        {
            var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            faults.Refuse(lines.Place(), $"{(end > 0 ? e.Message[..end] : e.Message)} (byte {e.BytePositionInLine + 1} of the line)");
        }

        return null;
    }
}
