using System.Numerics.Tensors;
using System.Text;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Index.Collections;

/// <summary>What names, ids, labels, vectors and settings must be like; every store relies on it.</summary>
internal static class VectorRules
{
    public const int MaxDimension = 32768;
    public const int MaxIdBytes = 1024;
    public const int MaxLabels = 64;
    public const int MaxLabelBytes = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void CheckName(string name, string field = "name")
    {
        if (name.Length is 0 or > 128 || name[0] == '.' || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw BenchException.Invalid(
                $"Collection name '{name}': use 1 to 128 letters, digits, '.', '_' and '-', not beginning with '.'.", field);
        }
    }

    public static void CheckDimension(int dimension)
    {
        if (dimension is < 1 or > MaxDimension)
            throw BenchException.Invalid($"Dimension {dimension}: it must be 1 to {MaxDimension}.", "dimension");
    }

    public static void CheckOptions(SearchOptions options)
    {
        if (options.TopK is < 1 or > SearchOptions.MaxTopK)
            throw BenchException.Invalid($"top_k is {options.TopK}: it must be 1 to {SearchOptions.MaxTopK}.", "settings.top_k");
        if (options.MinScore is { } floor && float.IsNaN(floor))
            throw BenchException.Invalid("min_score is not a number.", "settings.min_score");
    }

    /// <summary>Refuses a batch with a wrong id, label or value, or an id twice, before anything is changed.</summary>
    public static void CheckBatch(VectorBatch batch)
    {
        var seen = new HashSet<string>(batch.Count, StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
        {
            CheckId(batch.Ids[i], $"vectors[{i}].id");
            if (!seen.Add(batch.Ids[i]))
                throw BenchException.Invalid($"Id '{batch.Ids[i]}' is in the request twice: send each id once.", $"vectors[{i}].id");
            CheckLabels(batch.Labels[i], i);
        }

        CheckFinite(batch.Values, batch.Dimension, "vectors");
    }

    /// <summary>Refuses an empty or too long id, one with control characters, and one that is no valid Unicode.</summary>
    public static void CheckId(string id, string field)
    {
        if (id.Length == 0)
            throw BenchException.Invalid("An id is empty: ids have 1 to 1024 bytes of UTF-8.", field);
        foreach (var c in id)
        {
            if (char.IsControl(c))
                throw BenchException.Invalid($"Id '{Printable(id)}' has a control character.", field);
        }

        if (Utf8Length(id, field) > MaxIdBytes)
            throw BenchException.Invalid($"Id '{id[..32]}…' is longer than {MaxIdBytes} bytes of UTF-8.", field);
    }

    /// <summary>Refuses NaN and infinity.</summary>
    public static void CheckFinite(ReadOnlySpan<float> values, int dimension, string field)
    {
        if (TensorPrimitives.IsFiniteAll<float>(values))
            return;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw BenchException.Invalid(
                    string.Create(null, $"{field}[{i / dimension}].values[{i % dimension}] is {values[i]}: vectors hold finite numbers only."),
                    $"{field}[{i / dimension}].values");
            }
        }
    }

    public static BenchException WrongDimension(int actual, int dimension, string collection, string field) =>
        BenchException.Invalid($"{field} has {actual} numbers; collection '{collection}' holds vectors of {dimension}.", field);

    public static BenchException UnknownCollection(string name) =>
        BenchException.NotFound($"There is no collection '{name}': create it first, or list the ones that are there.", "collection");

    private static void CheckLabels(IReadOnlyDictionary<string, string> labels, int row)
    {
        if (labels.Count == 0)
            return;
        var field = $"vectors[{row}].labels";
        if (labels.Count > MaxLabels)
            throw BenchException.Invalid($"{labels.Count} labels on one vector: at most {MaxLabels}.", field);
        foreach (var (key, value) in labels)
        {
            if (key.Length == 0)
                throw BenchException.Invalid("A label's name is empty.", field);
            if (key.Any(char.IsControl) || value.Any(char.IsControl))
                throw BenchException.Invalid($"Label '{Printable(key)}' has a control character.", field);
            if (Utf8Length(key, field) > MaxLabelBytes || Utf8Length(value, field) > MaxLabelBytes)
                throw BenchException.Invalid($"Label '{key}' is longer than {MaxLabelBytes} bytes of UTF-8.", field);
        }
    }

    private static int Utf8Length(string text, string field)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw BenchException.Invalid("The text has half a surrogate pair: it is no valid Unicode.", field, e);
        }
    }

    private static string Printable(string text) => new([.. text.Take(64).Select(c => char.IsControl(c) ? '�' : c)]);
}
