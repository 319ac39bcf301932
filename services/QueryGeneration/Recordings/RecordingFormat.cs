using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Storage;

namespace ImageSearchBench.QueryGeneration.Recordings;

/// <summary>Recordings as JSON lines in UTF-8.</summary>
internal static class RecordingFormat
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Chinese stays readable; the files are never put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The files of a path: itself, or the <c>*.jsonl</c> of a folder by name.</summary>
    public static IReadOnlyList<string> Files(string path) => Directory.Exists(path)
        ? [.. Directory.GetFiles(path, "*.jsonl").Order(StringComparer.Ordinal)]
        : [path];

    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">InvalidArgument, naming file and line.</exception>
    public static IEnumerable<RecordedReply> Read(string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(line, file, number);
        }
    }

    /// <summary>A stored reply as a line of a recording.</summary>
    public static string Write(StoredReply stored) => JsonSerializer.Serialize(
        new RecordedReply
        {
            Step = stored.Step,
            Language = stored.Language,
            Subject = stored.Subject,
            Ordinal = stored.Ordinal,
            Reply = stored.Reply.Text,
            End = stored.Reply.End,
            Prompt = stored.Prompt,
            Model = stored.Model,
            InputTokens = stored.Reply.InputTokens,
            OutputTokens = stored.Reply.OutputTokens,
        },
        Json);

    private static RecordedReply Parse(string line, string file, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordedReply>(line, Json) ?? throw new JsonException("The line is 'null'.");
        }
        catch (JsonException e)
        {
            throw BenchException.Invalid($"{file}:{number}: no recorded reply: {e.Message}", inner: e);
        }
    }
}
