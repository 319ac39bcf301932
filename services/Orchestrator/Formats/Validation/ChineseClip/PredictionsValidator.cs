using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.Formats.Validation.ChineseClip;

/// <summary>
/// Predictions for Chinese-CLIP's evaluation script (<c>evaluation.py</c> of its repository): for every labelled text exactly 10
/// different images, whole numbers all. Given <c>*_texts.jsonl</c> too, it scores them as the script does: a text counts at K when any
/// of its images is among the first K; R@1, R@5, R@10 and their mean, times 100.
/// </summary>
internal sealed class PredictionsValidator : IFormatValidator
{
    private const int Required = 10;

    public string Name => "chinese-clip-predictions";

    public string Description => "predictions for Chinese-CLIP's evaluation script, with *_texts.jsonl also their score";

    public async Task<ValidationResult> ValidateAsync(ValidationInput input, CancellationToken cancellationToken)
    {
        var files = input.Paths.Where(File.Exists).ToArray();
        var truth = files.FirstOrDefault(f => f.EndsWith("_texts.jsonl", StringComparison.Ordinal));
        var predictions = files.FirstOrDefault(f => f != truth)
            ?? throw BenchException.NotFound("Name the file of predictions, and *_texts.jsonl to score them.", "paths");
        var predicted = await ReadAsync(predictions, isPrediction: true, input.Faults, cancellationToken);
        if (truth is null)
            return new ValidationResult(0, predicted.Count, predicted.Values.Sum(p => p.Length), ["Name *_texts.jsonl too to have them scored."]);

        var relevant = await ReadAsync(truth, isPrediction: false, input.Faults, cancellationToken);
        var missing = relevant.Keys.Where(id => !predicted.ContainsKey(id)).Order().ToArray();
        if (missing.Length > 0)
            input.Faults.Refuse(predictions, $"{missing.Length} text_ids have no prediction: {string.Join(", ", missing.Take(20))}{(missing.Length > 20 ? ", …" : "")}.");
        return new ValidationResult(0, predicted.Count, predicted.Values.Sum(p => p.Length), Scores(relevant, predicted, missing.Length));
    }

    /// <summary>The score of predictions: R@1, R@5, R@10 and their mean, in percent.</summary>
    public static (double R1, double R5, double R10, double Mean) Score(
        IReadOnlyDictionary<long, long[]> relevant, IReadOnlyDictionary<long, long[]> predicted)
    {
        double At(int k) => (double)relevant.Count(r => predicted[r.Key].Take(k).Intersect(r.Value).Any()) / relevant.Count;
        var (r1, r5, r10) = (At(1), At(5), At(10));
        return (r1 * 100, r5 * 100, r10 * 100, (r1 + r5 + r10) / 3 * 100);
    }

    private static IReadOnlyList<string> Scores(Dictionary<long, long[]> relevant, Dictionary<long, long[]> predicted, int missing)
    {
        if (missing > 0 || relevant.Count == 0)
            return ["There is no score: every labelled text needs its prediction."];
        var (r1, r5, r10, mean) = Score(relevant, predicted);
        return [string.Create(CultureInfo.InvariantCulture, $"R@1 {r1:R}, R@5 {r5:R}, R@10 {r10:R}, mean {mean:R}")];
    }

    private static async Task<Dictionary<long, long[]>> ReadAsync(string path, bool isPrediction, IFormatFaults faults, CancellationToken cancellationToken)
    {
        var result = new Dictionary<long, long[]>();
        await using var lines = LineReader.Open(path);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.IsBlank() || lines.Json(faults) is not { } document)
                continue;
            using (document)
            {
                if (document.RootElement.NumberOf("text_id") is not { } id)
                    faults.Refuse(lines.Place(), "'text_id' must be a whole number, not a string.");
                else if (Images(document.RootElement, id, isPrediction, lines.Place(), faults) is { } images && !result.TryAdd(id, images))
                    faults.Refuse(lines.Place(), $"text_id {id} is there twice.");
            }
        }

        return result;
    }

    private static long[]? Images(JsonElement line, long id, bool isPrediction, string place, IFormatFaults faults)
    {
        if (!line.TryGetProperty("image_ids", out var array) || array.ValueKind is not JsonValueKind.Array)
        {
            faults.Refuse(place, $"text_id {id}: 'image_ids' must be an array.");
            return null;
        }

        var images = new List<long>();
        foreach (var image in array.EnumerateArray())
        {
            if (image.ValueKind is JsonValueKind.Number && image.TryGetInt64(out var number))
                images.Add(number);
            else
                faults.Refuse(place, $"text_id {id}: the image_id {image.GetRawText()} at rank {images.Count + 1} must be a whole number, not a string.");
        }

        if (images.Count < array.GetArrayLength())
            return null;
        if (isPrediction && images.Count != Required)
            faults.Refuse(place, $"text_id {id}: {images.Count} image_ids; exactly {Required} are required.");
        else if (isPrediction && images.Distinct().Count() < images.Count)
            faults.Refuse(place, $"text_id {id}: an image_id is there twice.");
        else
            return [.. images];
        return null;
    }
}
