using System.Globalization;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Duplicates;
using Hit = ImageSearchBench.Contracts.Index.V1.Hit;

namespace ImageSearchBench.Index.Api;

/// <summary>Between the contract's messages and the domain's types.</summary>
internal static class Mapping
{
    // Ids have up to 1024 bytes: at most 2 MB.
    private const int MaxMembersPerMessage = 2000;

    public static CollectionSettings ToSettings(CreateCollectionRequest request, StoreKind defaultStore) => new(
        request.Name,
        request.Dimension,
        request.Metric switch
        {
            Metric.Unspecified or Metric.InnerProduct => VectorMetric.InnerProduct,
            Metric.Cosine => VectorMetric.Cosine,
            _ => throw BenchException.Invalid($"Metric {(int)request.Metric} is not known.", "metric"),
        },
        ToStore(request.Store) ?? defaultStore,
        new Dictionary<string, string>(request.Parameters, StringComparer.Ordinal));

    /// <summary>The store, or null where none is named.</summary>
    public static StoreKind? ToStore(Store store) => store switch
    {
        Store.Unspecified => null,
        Store.Embedded => StoreKind.Embedded,
        Store.Milvus => StoreKind.Milvus,
        _ => throw BenchException.Invalid($"Store {(int)store} is not known.", "store"),
    };

    public static Collection ToMessage(CollectionInfo info) => new()
    {
        Name = info.Settings.Name,
        Dimension = info.Settings.Dimension,
        Metric = info.Settings.Metric == VectorMetric.Cosine ? Metric.Cosine : Metric.InnerProduct,
        Store = info.Settings.Store == StoreKind.Milvus ? Store.Milvus : Store.Embedded,
        Count = info.Count,
        SizeBytes = info.SizeBytes,
        DeadCount = info.DeadRows,
        Repairs = info.Repairs,
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

    public static DuplicateOptions ToOptions(FindDuplicatesRequest request) => request.MinCosine is > 0 and <= 1
        ? new DuplicateOptions(request.MinCosine, new Dictionary<string, string>(request.LabelFilter, StringComparer.Ordinal))
        : throw BenchException.Invalid(
            string.Create(CultureInfo.InvariantCulture, $"min_cosine is {request.MinCosine}: it must be above 0 and at most 1."), "min_cosine");

    /// <summary>A step as responses that stay well below the limit of a message.</summary>
    public static IEnumerable<FindDuplicatesResponse> ToMessages(DuplicateStep step)
    {
        var response = new FindDuplicatesResponse { Done = step.Done, Total = step.Total };
        var members = 0;
        foreach (var group in step.Groups)
        {
            // A very large group goes out in parts, each naming its representative.
            foreach (var part in group.Members.Chunk(MaxMembersPerMessage))
            {
                if (members + part.Length > MaxMembersPerMessage)
                {
                    yield return response;
                    response = new FindDuplicatesResponse { Done = step.Done, Total = step.Total };
                    members = 0;
                }

                var message = new Contracts.Index.V1.DuplicateGroup { Representative = group.Representative };
                message.Members.AddRange(part.Select(m => new Hit { Id = m.Id, Score = m.Score }));
                response.Groups.Add(message);
                members += part.Length;
            }
        }

        yield return response;
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
            vector.Values.AddRange(batch.Row(i).ToArray());
            foreach (var (name, value) in batch.Labels[i])
                vector.Labels.Add(name, value);
            yield return vector;
        }
    }
}
