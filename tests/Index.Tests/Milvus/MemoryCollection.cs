using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using ImageSearchBench.Index.Milvus.Wire;

namespace ImageSearchBench.Index.Tests.Milvus;

/// <summary>A collection of the scripted server.</summary>
internal sealed partial class MemoryCollection(CollectionSchema schema)
{
    public CollectionSchema Schema { get; } = schema;

    public string? Metric { get; set; }

    public bool Loaded { get; set; }

    public int PollsLeft { get; set; }

    public SortedDictionary<string, (float[] Vector, string Labels)> Rows { get; } = new(Comparer<string>.Create(Vectors.CompareUtf8));

    /// <summary>The quoted texts of an expression.</summary>
    public static string[] Literals(string expression) => [.. Literal().Matches(expression).Select(m => Unquote(m.Value))];

    public void Write(UpsertRequest request)
    {
        var ids = request.FieldsData.Single(f => f.FieldName == "id").Scalars.StringData.Data;
        var vectors = request.FieldsData.Single(f => f.FieldName == "vector").Vectors;
        var labels = request.FieldsData.Single(f => f.FieldName == "labels").Scalars.JsonData.Data;
        var values = vectors.FloatVector.Data.ToArray();
        for (var i = 0; i < request.NumRows; i++)
            Rows[ids[i]] = (values.AsSpan(i * (int)vectors.Dim, (int)vectors.Dim).ToArray(), labels[i].ToStringUtf8());
    }

    public IEnumerable<FieldData> Query(QueryRequest request)
    {
        var limit = int.Parse(request.QueryParams.SingleOrDefault(p => p.Key == "limit")?.Value ?? "16384", System.Globalization.CultureInfo.InvariantCulture);
        if (request.OutputFields is ["count(*)"])
            return [new FieldData { Type = DataType.Int64, FieldName = "count(*)", Scalars = new ScalarField { LongData = new LongArray { Data = { Rows.Count } } } }];
        var literals = Literals(request.Expr);
        var rows = request.Expr.StartsWith("id in ", StringComparison.Ordinal)
            ? Rows.Where(r => literals.Contains(r.Key, StringComparer.Ordinal))
            : Rows.Where(r => Vectors.CompareUtf8(r.Key, literals[0]) > 0);

        // The first in order of the key, but in no order among themselves.
        return Columns([.. rows.Take(limit).Reverse()]).Where(c => request.OutputFields.Contains(c.FieldName));
    }

    public SearchResultData Search(SearchRequest request)
    {
        var group = PlaceholderGroup.Parser.ParseFrom(request.PlaceholderGroup);
        var topK = int.Parse(request.SearchParams.Single(p => p.Key == "topk").Value, System.Globalization.CultureInfo.InvariantCulture);
        if (request.SearchParams.Single(p => p.Key == "metric_type").Value != Metric)
            throw new InvalidOperationException("The metric is not the index's.");
        var result = new SearchResultData { NumQueries = request.Nq, TopK = topK };
        var all = new List<KeyValuePair<string, (float[] Vector, string Labels)>>();
        foreach (var bytes in group.Placeholders.Single().Values)
        {
            var query = MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();
            var best = Rows.Where(r => Passes(request.Dsl, r.Value.Labels)).Select(r => (Row: r, Score: Score(query, r.Value.Vector)))
                .OrderByDescending(r => r.Score).Take(topK).ToArray();
            result.Topks.Add(best.Length);
            result.Scores.AddRange(best.Select(b => b.Score));
            all.AddRange(best.Select(b => b.Row));
        }

        if (all.Count > 0)
            result.Ids = new IDs { StrId = new StringArray { Data = { all.Select(r => r.Key) } } };
        result.FieldsData.AddRange(Columns(all).Where(c => request.OutputFields.Contains(c.FieldName)));
        return result;
    }

    private static bool Passes(string filter, string labels)
    {
        if (filter.Length == 0)
            return true;
        var set = JsonSerializer.Deserialize<Dictionary<string, string>>(labels)!;
        return Literals(filter).Chunk(2).All(pair => set.TryGetValue(pair[0], out var value) && value == pair[1]);
    }

    private static IEnumerable<FieldData> Columns(IReadOnlyCollection<KeyValuePair<string, (float[] Vector, string Labels)>> rows)
    {
        var vectors = new FloatArray();
        vectors.Data.AddRange(rows.SelectMany(r => r.Value.Vector));
        yield return new FieldData { Type = DataType.VarChar, FieldName = "id", Scalars = new ScalarField { StringData = new StringArray { Data = { rows.Select(r => r.Key) } } } };
        yield return new FieldData { Type = DataType.FloatVector, FieldName = "vector", Vectors = new VectorField { Dim = rows.FirstOrDefault().Value.Vector?.Length ?? 1, FloatVector = vectors } };
        yield return new FieldData
        {
            Type = DataType.Json,
            FieldName = "labels",
            Scalars = new ScalarField { JsonData = new JSONArray { Data = { rows.Select(r => ByteString.CopyFromUtf8(r.Value.Labels)) } } },
        };
    }

    private static string Unquote(string literal) => Escape().Replace(literal[1..^1], "${c}");

    private float Score(float[] query, float[] vector)
    {
        // In float32 and from the back, as another server might.
        float dot = 0, a = 0, b = 0;
        for (var i = query.Length - 1; i >= 0; i--)
        {
            dot += query[i] * vector[i];
            a += query[i] * query[i];
            b += vector[i] * vector[i];
        }

        return Metric == "COSINE" ? dot / (MathF.Sqrt(a) * MathF.Sqrt(b)) : dot;
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.None, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\\(?<c>.)", RegexOptions.None, 1000)]
    private static partial Regex Escape();
}
