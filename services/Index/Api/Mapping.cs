using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using Hit = ImageSearchBench.Contracts.Index.V1.Hit;

namespace ImageSearchBench.Index.Api;

/// <summary>Between the contract's messages and the domain's types.</summary>
internal static class Mapping
{
    public static CollectionSettings ToSettings(CreateCollectionRequest request) => new(
        request.Name,
        request.Dimension,
        request.Metric switch
        {
            Metric.Unspecified or Metric.InnerProduct => VectorMetric.InnerProduct,
            Metric.Cosine => VectorMetric.Cosine,
            _ => throw BenchException.Invalid($"Metric {(int)request.Metric} is not known.", "metric"),
        },
        request.Store switch
        {
            Store.Unspecified or Store.Embedded => StoreKind.Embedded,
            Store.Milvus => StoreKind.Milvus,
            _ => throw BenchException.Invalid($"Store {(int)request.Store} is not known.", "store"),
        },
        new Dictionary<string, string>(request.Parameters, StringComparer.Ordinal));

    public static Collection ToMessage(CollectionInfo info) => new()
    {
        Name = info.Settings.Name,
        Dimension = info.Settings.Dimension,
        Metric = info.Settings.Metric == VectorMetric.Cosine ? Metric.Cosine : Metric.InnerProduct,
        Store = info.Settings.Store == StoreKind.Milvus ? Store.Milvus : Store.Embedded,
        Count = info.Count,
        SizeBytes = info.SizeBytes,
        CreateTime = Timestamp.FromDateTimeOffset(info.CreateTime),
        Parameters = { info.Settings.Parameters.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) },
    };

    public static VectorBatch ToBatch(RepeatedField<Vector> vectors, CollectionSettings collection)
    {
        var dimension = collection.Dimension;
        var ids = new string[vectors.Count];
        var values = new float[vectors.Count * dimension];
        var labels = new IReadOnlyDictionary<string, string>[vectors.Count];
        for (var i = 0; i < vectors.Count; i++)
        {
            var vector = vectors[i];
            if (vector.Values.Count != dimension)
                throw VectorRules.WrongDimension(vector.Values.Count, dimension, collection.Name, $"vectors[{i}].values");
            vector.Values.CopyTo(values, i * dimension);
            ids[i] = vector.Id;
            labels[i] = vector.Labels.Count == 0 ? VectorBatch.NoLabels : new Dictionary<string, string>(vector.Labels, StringComparer.Ordinal);
        }

        var batch = new VectorBatch(dimension, ids, values, labels);
        VectorRules.CheckBatch(batch);
        return batch;
    }

    public static QueryBatch ToQueries(IReadOnlyList<Query> queries, CollectionSettings collection)
    {
        var values = new float[queries.Count * collection.Dimension];
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i].Values.Count != collection.Dimension)
                throw VectorRules.WrongDimension(queries[i].Values.Count, collection.Dimension, collection.Name, $"queries[{i}].values");
            queries[i].Values.CopyTo(values, i * collection.Dimension);
        }

        VectorRules.CheckFinite(values, collection.Dimension, "queries");
        return new QueryBatch(collection.Dimension, queries.Count, values);
    }

    public static SearchOptions ToOptions(SearchSettings? settings)
    {
        settings ??= new SearchSettings();
        var options = new SearchOptions(
            settings.TopK,
            settings.HasMinScore ? settings.MinScore : null,
            new Dictionary<string, string>(settings.LabelFilter, StringComparer.Ordinal),
            settings.Approximate);
        VectorRules.CheckOptions(options);
        return options;
    }

    public static Ranking ToMessage(Collections.Hit[] hits)
    {
        var ranking = new Ranking();
        ranking.Hits.Capacity = hits.Length;
        foreach (var hit in hits)
            ranking.Hits.Add(new Hit { Id = hit.Id, Score = hit.Score });
        return ranking;
    }

    public static IEnumerable<Vector> ToMessages(VectorBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var vector = new Vector { Id = batch.Ids[i] };
            vector.Values.AddRange(batch.Values.Skip(i * batch.Dimension).Take(batch.Dimension));
            foreach (var (name, value) in batch.Labels[i])
                vector.Labels.Add(name, value);
            yield return vector;
        }
    }
}
