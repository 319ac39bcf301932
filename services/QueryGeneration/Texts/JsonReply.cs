using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ImageSearchBench.QueryGeneration.Texts;

/// <summary>
/// Finds a JSON object in a model's reply: after thinking, inside code fences, between sentences. Required fields must be there and must
/// not be null; a reply without a grade is no grade 0.
/// </summary>
internal static partial class JsonReply
{
    // A reply full of braces must not cost the square of its length.
    private const int MostTries = 32;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads the first object that has the form of <typeparamref name="T"/>.</summary>
    public static bool TryRead<T>(string reply, [NotNullWhen(true)] out T? value)
        where T : class
    {
        var text = WithoutThinking(reply);
        var tries = 0;
        for (var start = text.IndexOf('{', StringComparison.Ordinal); start >= 0 && tries < MostTries; start = text.IndexOf('{', start + 1), tries++)
        {
            if (End(text, start) is not { } end)
                continue;
            try
            {
                value = JsonSerializer.Deserialize<T>(text.AsSpan(start, end - start), Strict);
                if (value is not null)
                    return true;
            }
            catch (JsonException)
            {
                // Not this one: prose may hold braces as well.
            }
        }

        value = null;
        return false;
    }

    /// <summary>The reply without what a thinking model thought aloud.</summary>
    public static string WithoutThinking(string reply)
    {
        var closed = Thinking().Replace(reply, "");

        // Cut in the middle of thinking: there is no answer.
        var open = closed.IndexOf("<think>", StringComparison.Ordinal);
        return (open < 0 ? closed : closed[..open]).Trim();
    }

    // Where the object that begins at start ends (exclusive); null when it is cut off.
    private static int? End(string text, int start)
    {
        var depth = 0;
        var inString = false;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (c == '\\')
                    i++;
                else if (c == '"')
                    inString = false;
            }
            else if (c == '"')
            {
                inString = true;
            }
            else if (c == '{')
            {
                depth++;
            }
            else if (c == '}' && --depth == 0)
            {
                return i + 1;
            }
        }

        return null;
    }

    [GeneratedRegex("<think>.*?</think>", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Thinking();
}
