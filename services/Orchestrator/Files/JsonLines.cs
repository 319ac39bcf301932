using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Files;

/// <summary>Files with one JSON object on each line.</summary>
internal static class JsonLines
{
    /// <summary>Reads a file; blank lines are passed over. A fault names file and line.</summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Line.Span.Trim(" \t"u8).Length > 0)
                yield return Parse<T>(lines);
        }
    }

    /// <summary>The present line as an object.</summary>
    public static T Parse<T>(LineReader lines)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(lines.Line.Span, Json.Line) ?? throw lines.Fault("null instead of an object.");
        }
        catch (JsonException e)
        {
            throw lines.Fault($"{FirstSentence(e.Message)} (byte {e.BytePositionInLine + 1} of the line)");
        }
    }

    // What follows repeats path, line and position, each counted from 0 within this one line.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}
