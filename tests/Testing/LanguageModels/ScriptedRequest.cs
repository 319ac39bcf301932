using System.Text.Json;

namespace ImageSearchBench.Testing.LanguageModels;

/// <summary>A chat request that a scripted server received.</summary>
/// <param name="Number">Its number among the requests that are not checks of the endpoint, from 1.</param>
/// <param name="At">When it came, as a time stamp of the system's clock.</param>
/// <param name="Body">The JSON body.</param>
/// <param name="IdempotencyKey">The header; empty when there is none.</param>
/// <param name="Authorization">The header; empty when there is none.</param>
public sealed record ScriptedRequest(int Number, TimeSpan At, JsonElement Body, string IdempotencyKey, string Authorization)
{
    /// <summary>The instructions.</summary>
    public string System => Text("system");

    /// <summary>The user message's text.</summary>
    public string User => Text("user");

    /// <summary>The data between the fences of the user message.</summary>
    public string Data => User.Replace("<<<", "", StringComparison.Ordinal).Replace(">>>", "", StringComparison.Ordinal).Trim();

    /// <summary>The attached image as a data URI; empty when there is none.</summary>
    public string Image => Parts("user").Where(p => p.TryGetProperty("image_url", out _))
        .Select(p => p.GetProperty("image_url").GetProperty("url").GetString()!).FirstOrDefault("");

    /// <summary>Whether a top-level field is there.</summary>
    public bool Has(string field) => Body.TryGetProperty(field, out _);

    private string Text(string role) => string.Concat(Parts(role).Where(p => p.TryGetProperty("text", out _)).Select(p => p.GetProperty("text").GetString()));

    private IEnumerable<JsonElement> Parts(string role)
    {
        foreach (var message in Body.GetProperty("messages").EnumerateArray().Where(m => m.GetProperty("role").GetString() == role))
        {
            var content = message.GetProperty("content");
            if (content.ValueKind == JsonValueKind.Array)
            {
                foreach (var part in content.EnumerateArray())
                    yield return part;
            }
            else
            {
                yield return JsonSerializer.SerializeToElement(new { text = content.GetString() });
            }
        }
    }
}
