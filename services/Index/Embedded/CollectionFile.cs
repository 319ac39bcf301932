using System.Text.Json;
using System.Text.Json.Serialization;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Embedded;

/// <summary>
/// <c>collection.json</c>: the settings of a collection and its segments in order. Replacing it publishes a new set of segments at
/// once; segment files that it does not name are leftovers of a crash.
/// </summary>
/// <param name="Name">The collection.</param>
/// <param name="Dimension">Length of its vectors.</param>
/// <param name="Metric">How they are compared.</param>
/// <param name="Parameters">Settings of the store.</param>
/// <param name="CreateTime">When it was created.</param>
/// <param name="Segments">Numbers of its segments; later ones overrule earlier ones.</param>
/// <param name="NextSegment">The number of the next new segment; numbers are never used twice.</param>
internal sealed record CollectionFile(
    string Name,
    int Dimension,
    VectorMetric Metric,
    IReadOnlyDictionary<string, string> Parameters,
    DateTimeOffset CreateTime,
    IReadOnlyList<int> Segments,
    int NextSegment)
{
    public const string FileName = "collection.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public CollectionSettings ToSettings() => new(Name, Dimension, Metric, StoreKind.Embedded, Parameters);

    public static CollectionFile Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<CollectionFile>(File.ReadAllBytes(path), Json)
                ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new BenchException(ErrorKind.DataLoss, $"{path} is broken ({e.Message}): restore the folder from a copy.", innerException: e);
        }
        catch (FileNotFoundException e)
        {
            throw new BenchException(ErrorKind.DataLoss, $"{path} is missing: restore the folder from a copy.", innerException: e);
        }
    }

    public void Write(string folder) =>
        DurableFile.Replace(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
