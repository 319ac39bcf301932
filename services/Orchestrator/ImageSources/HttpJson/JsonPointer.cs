using System.Globalization;
using System.Text.Json;

namespace ImageSearchBench.Orchestrator.ImageSources.HttpJson;

/// <summary>JSON pointers (RFC 6901): <c>/items/0/a~1b</c> is the member <c>a/b</c> of the first item.</summary>
internal static class JsonPointer
{
    /// <summary>What a pointer points to; null when it is not there. The empty pointer is the whole.</summary>
    public static JsonElement? Find(this JsonElement root, string? pointer)
    {
        if (pointer is null)
            return null;
        var element = root;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member))
                element = member;
            else if (element.ValueKind is JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < element.GetArrayLength())
                element = element[index];
            else
                return null;
        }

        return element;
    }

    /// <summary>A text, or a number as it is written; null for anything else and for the empty text.</summary>
    public static string? FindText(this JsonElement root, string? pointer) => root.Find(pointer) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? value : null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>A whole number, also one that is written as a text.</summary>
    public static long? FindNumber(this JsonElement root, string? pointer) =>
        long.TryParse(root.FindText(pointer), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
