using System.Runtime.InteropServices;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Search;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Milvus;

/// <summary>
/// Rankings out of what Milvus finds. With a FLAT index they are the embedded store's to the bit: a few more than K vectors are asked
/// back and scored by the canonical product, and more of them as long as one that was left out might belong in. With other indexes
/// the server's scores stand.
/// </summary>
internal sealed class MilvusSearch(MilvusCalls calls, IOptions<MilvusOptions> options)
{
    private const int Extra = 16;

    public async Task<Hit[][]> SearchAsync(CollectionSettings settings, QueryBatch queries, SearchOptions search, CancellationToken cancellationToken)
    {
        var exact = MilvusParameters.Parse(settings.Parameters).IsExact;
        if (!exact && !search.Approximate)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"Collection '{settings.Name}' has an approximate index: set approximate, or copy it to one with index = FLAT.",
                "settings.approximate");
        }

        var rankings = new Hit[queries.Count][];
        var open = Enumerable.Range(0, queries.Count).ToList();
        for (var wanted = Math.Min(MilvusCalls.MaxRows, search.TopK + (exact ? Extra : 0)); open.Count > 0; wanted = Math.Min(MilvusCalls.MaxRows, wanted * 4))
        {
            var uncertain = new List<int>();
            foreach (var part in open.Chunk(QueriesAtATime(settings, wanted, exact)))
            {
                var found = await FindAsync(settings, queries, part, search, wanted, exact, cancellationToken);
                for (var i = 0; i < part.Length; i++)
                {
                    rankings[part[i]] = Rank(found[i], search);
                    if (exact && wanted < MilvusCalls.MaxRows && !IsCertain(found[i], search.TopK, wanted, settings, queries.Row(part[i])))
                        uncertain.Add(part[i]);
                }
            }

            open = uncertain;
        }

        return rankings;
    }

    private static Hit[] Rank(List<Found> found, SearchOptions search)
    {
        found.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : Utf8Order.Compare(b.Id, a.Id));
        return [.. found.Take(search.TopK).Where(f => f.Score >= (search.MinScore ?? float.NegativeInfinity)).Select(f => new Hit(f.Id, f.Score))];
    }

    /// <summary>
    /// Whether nothing that the server left out can belong among the best K: the server's lowest score is an upper bound for the rest,
    /// within the rounding of float32 sums. For inner products the lengths of the rest are taken to be those of what was found.
    /// </summary>
    private static bool IsCertain(List<Found> found, int topK, int wanted, CollectionSettings settings, ReadOnlySpan<float> query)
    {
        if (found.Count < wanted)
            return true;
        var product = settings.Metric == VectorMetric.Cosine
            ? 1
            : Math.Sqrt(CanonicalScore.Of(query, query, VectorMetric.InnerProduct)) * found.Max(f => f.Length);
        var limit = found.Min(f => f.ServerScore) + new ErrorBound(settings.Dimension).Of(product);
        return found[topK - 1].Score > ErrorBound.Up(limit);
    }

    private async Task<List<Found>[]> FindAsync(
        CollectionSettings settings, QueryBatch queries, int[] part, SearchOptions search, int wanted, bool withVectors, CancellationToken cancellationToken)
    {
        var bytes = part.Select(q => (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(queries.Row(q)).ToArray());
        var reply = await calls.SearchAsync(
            settings, bytes, part.Length, wanted, MilvusExpressions.WithLabels(search.LabelFilter), withVectors, cancellationToken);
        var ids = reply.Ids?.StrId?.Data;
        var total = (int)reply.Topks.Sum();
        if (total != (ids?.Count ?? 0) || total != reply.Scores.Count || reply.Topks.Count != (total == 0 ? reply.Topks.Count : part.Length))
            throw MilvusRows.Broken($"{reply.Topks.Count} rankings for {part.Length} queries, {total} results with {ids?.Count ?? 0} ids and {reply.Scores.Count} scores");
        var vectors = withVectors && total > 0 ? MilvusRows.Column(reply.FieldsData, MilvusSchema.Vector).Vectors?.FloatVector?.Data.ToArray() ?? [] : [];
        if (withVectors && vectors.Length != total * settings.Dimension)
            throw MilvusRows.Broken($"{vectors.Length} numbers for {total} vectors");

        var results = new List<Found>[part.Length];
        var next = 0;
        for (var i = 0; i < part.Length; i++)
        {
            results[i] = [];
            var end = next + (i < reply.Topks.Count ? (int)reply.Topks[i] : 0);
            for (; next < end; next++)
                results[i].Add(ToFound(ids![next], reply.Scores[next], queries.Row(part[i]), vectors, next, settings));
        }

        return results;
    }

    private static Found ToFound(string id, float score, ReadOnlySpan<float> query, float[] vectors, int index, CollectionSettings settings)
    {
        if (vectors.Length == 0)
            return new Found(id, score, score, 0);
        var vector = vectors.AsSpan(index * settings.Dimension, settings.Dimension);
        return new Found(
            id, CanonicalScore.Of(query, vector, settings.Metric), score, Math.Sqrt(CanonicalScore.Of(vector, vector, VectorMetric.InnerProduct)));
    }

    private int QueriesAtATime(CollectionSettings settings, int wanted, bool withVectors)
    {
        var perResult = withVectors ? (settings.Dimension * sizeof(float)) + 64 : 64;
        return Math.Clamp((int)(options.Value.MaxResultBytes / ((long)perResult * wanted)), 1, MilvusCalls.MaxRows);
    }

    private sealed record Found(string Id, float Score, float ServerScore, double Length);
}
