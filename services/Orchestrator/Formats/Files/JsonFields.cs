using System.Globalization;
using System.Text.Json;

namespace ImageSearchBench.Orchestrator.Formats.Files;

/// <summary>Reads fields of JSON objects as formats have them; null where a field is absent or of another type.</summary>
internal static class JsonFields
{
    /// <summary>A string that is not empty.</summary>
    public static string? TextOf(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind is not JsonValueKind.String)
            return null;
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair.
            return null;
        }
    }

    /// <summary>The first of several names that is there.</summary>
    public static string? TextOf(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.TextOf(name) is { } text)
                return text;
        }

        return null;
    }

    /// <summary>An id: a string, or a whole number of up to 64 bits as it is written.</summary>
    public static string? IdOf(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? AsId(value) : null;

    /// <summary>As <see cref="IdOf"/>, of a value.</summary>
    public static string? AsId(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        JsonValueKind.String => TextOrNull(value),
        _ => null,
    };

    /// <summary>A whole number.</summary>
    public static long? NumberOf(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>Strings of an array, or the one string in its place.</summary>
    public static IReadOnlyList<string> TextsOf(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!)],
            _ => [],
        };
    }

    private static string? TextOrNull(JsonElement value)
    {
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
