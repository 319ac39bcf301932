using System.Globalization;
using System.Text.Json;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Milvus.Wire;
using KeyValuePair = ImageSearchBench.Index.Milvus.Wire.KeyValuePair;

namespace ImageSearchBench.Index.Milvus;

/// <summary>
/// The fields of a collection in Milvus, and what it has no field for: that goes into the schema's description as JSON, so that the
/// server knows everything and any number of Index services can share it.
/// </summary>
internal static class MilvusSchema
{
    public const string Id = "id";
    public const string Vector = "vector";
    public const string Labels = "labels";

    public static CollectionSchema Build(CollectionSettings settings, DateTimeOffset createTime) => new()
    {
        Name = MilvusNames.Encode(settings.Name),
        Description = JsonSerializer.Serialize(new Description(settings.Name, settings.Dimension, settings.Metric, settings.Parameters, createTime)),
        Fields =
        {
            new FieldSchema { Name = Id, IsPrimaryKey = true, DataType = DataType.VarChar, TypeParams = { Pair("max_length", VectorRules.MaxIdBytes) } },
            new FieldSchema { Name = Vector, DataType = DataType.FloatVector, TypeParams = { Pair("dim", settings.Dimension) } },
            new FieldSchema { Name = Labels, DataType = DataType.Json },
        },
    };

    /// <summary>What a description says, or null where the collection was not made by this service.</summary>
    public static (CollectionSettings Settings, DateTimeOffset CreateTime)? Read(CollectionSchema? schema)
    {
        try
        {
            return schema is not null && JsonSerializer.Deserialize<Description>(schema.Description) is { Name: not null, Parameters: not null } d
                ? (new CollectionSettings(d.Name, d.Dimension, d.Metric, StoreKind.Milvus, d.Parameters), d.CreateTime)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string MetricName(VectorMetric metric) => metric == VectorMetric.Cosine ? "COSINE" : "IP";

    private static KeyValuePair Pair(string key, int value) => new() { Key = key, Value = value.ToString(CultureInfo.InvariantCulture) };

    private sealed record Description(
        string Name, int Dimension, VectorMetric Metric, IReadOnlyDictionary<string, string> Parameters, DateTimeOffset CreateTime);
}
