using System.Text.Json;
using Google.Protobuf;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Milvus.Wire;

namespace ImageSearchBench.Index.Milvus;

/// <summary>Between batches of vectors and Milvus' columns.</summary>
internal static class MilvusRows
{
    public static IEnumerable<FieldData> ToColumns(VectorBatch batch)
    {
        var vectors = new FloatArray();
        vectors.Data.AddRange(batch.Values);
        var labels = new JSONArray();
        foreach (var set in batch.Labels)
            labels.Data.Add(set.Count == 0 ? ByteString.CopyFromUtf8("{}") : ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(set)));
        yield return new FieldData
        {
            Type = DataType.VarChar,
            FieldName = MilvusSchema.Id,
            Scalars = new ScalarField { StringData = new StringArray { Data = { batch.Ids } } },
        };
        yield return new FieldData
        {
            Type = DataType.FloatVector,
            FieldName = MilvusSchema.Vector,
            Vectors = new VectorField { Dim = batch.Dimension, FloatVector = vectors },
        };
        yield return new FieldData { Type = DataType.Json, FieldName = MilvusSchema.Labels, Scalars = new ScalarField { JsonData = labels } };
    }

    /// <summary>Rows out of columns; the server gives them in any order.</summary>
    public static VectorBatch FromColumns(IReadOnlyList<FieldData> columns, int dimension)
    {
        var ids = Ids(columns);
        var values = Column(columns, MilvusSchema.Vector).Vectors?.FloatVector?.Data.ToArray() ?? [];
        var labels = Column(columns, MilvusSchema.Labels).Scalars?.JsonData?.Data.Select(ParseLabels).ToArray() ?? [];
        return values.Length == ids.Length * dimension && labels.Length == ids.Length
            ? new VectorBatch(dimension, ids, values, labels)
            : throw Broken($"{ids.Length} ids, {values.Length} numbers and {labels.Length} sets of labels");
    }

    public static string[] Ids(IReadOnlyList<FieldData> columns) => [.. Column(columns, MilvusSchema.Id).Scalars?.StringData?.Data ?? []];

    public static FieldData Column(IReadOnlyList<FieldData> columns, string name) =>
        columns.FirstOrDefault(c => c.FieldName == name) ?? throw Broken($"no column '{name}'");

    public static BenchException Broken(string what) => new(ErrorKind.DataLoss, $"Milvus sent an answer that does not hold together: {what}.");

    private static IReadOnlyDictionary<string, string> ParseLabels(ByteString json)
    {
        if (json.Length <= 2)
            return VectorBatch.NoLabels;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(json.Span) ?? VectorBatch.NoLabels;
    }
}
