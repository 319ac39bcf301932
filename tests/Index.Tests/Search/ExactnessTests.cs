using FsCheck;
using FsCheck.Xunit;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;
using ImageSearchBench.Index.Search;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Tests.Search;

/// <summary>
/// Results are those of brute force in double precision, to the bit: whatever the vectors, the kernels, the scan, the number of
/// threads, and whether queries come alone or together.
/// </summary>
public sealed class ExactnessTests
{
    [Property(MaxTest = 16)]
    public async Task Results_equal_brute_force_for_every_kind_of_vector(int seed, PositiveInt size, byte kind, bool cosine, PositiveInt k)
    {
        var dimension = 1 + (size.Get % 40);
        var count = 600 + (size.Get % 900);
        var batch = Collection(kind, seed, count, dimension);
        var queries = Queries(batch, kind, seed, 9);
        var options = new SearchOptions(1 + (k.Get % 150), k.Get % 3 == 0 ? 0.1f : null, VectorBatch.NoLabels, false);
        var metric = cosine ? VectorMetric.Cosine : VectorMetric.InnerProduct;
        var expected = Vectors.BruteForce(batch, queries, metric, options);
        using var folder = new TemporaryFolder();
        using var collection = await FillAsync(folder, batch, metric);
        using var lease = collection.Read();

        foreach (var kernels in KernelSet.Available)
        {
            var search = new ExactSearch(Options.Create(new IndexOptions { SearchThreads = 1 + (seed & 3) })) { Kernels = kernels };
            (await search.SearchAsync(lease.Snapshot, metric, queries, options, int8: false, CancellationToken.None))
                .Should().BeEquivalentTo(expected, o => o.WithStrictOrdering(), kernels.Name);
            foreach (var int8 in (bool[])[false, true])
            {
                var one = new QueryBatch(dimension, 1, queries.Row(0).ToArray());
                (await search.SearchAsync(lease.Snapshot, metric, one, options, int8, CancellationToken.None))[0]
                    .Should().Equal(expected[0], $"{kernels.Name}, alone, int8 {int8}");
                var three = new QueryBatch(dimension, 3, queries.Values[..(3 * dimension)]);
                (await search.SearchAsync(lease.Snapshot, metric, three, options, int8, CancellationToken.None))[2]
                    .Should().Equal(expected[2], $"{kernels.Name}, three, int8 {int8}");
            }
        }
    }

    [Fact]
    public async Task Thousands_of_equal_vectors_are_told_apart_by_id()
    {
        var values = Enumerable.Repeat(new[] { 0.5f, -1f, 2f }, 4000).SelectMany(v => v).ToArray();
        var batch = VectorBatch.WithoutLabels(3, [.. Vectors.Ids(4000).OrderBy(i => i.GetHashCode(StringComparison.Ordinal))], values);
        var queries = new QueryBatch(3, 8, Vectors.Gaussian(1, 8, 3));
        var options = new SearchOptions(20, null, VectorBatch.NoLabels, false);
        using var folder = new TemporaryFolder();
        using var collection = await FillAsync(folder, batch, VectorMetric.InnerProduct);
        using var lease = collection.Read();

        var rankings = await new ExactSearch(Options.Create(new IndexOptions())).SearchAsync(
            lease.Snapshot, VectorMetric.InnerProduct, queries, options, int8: true, CancellationToken.None);

        rankings.Should().BeEquivalentTo(Vectors.BruteForce(batch, queries, VectorMetric.InnerProduct, options), o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task The_largest_K_is_answered_in_full()
    {
        var batch = Vectors.Batch(2, 17_000, 4);
        var queries = new QueryBatch(4, 5, Vectors.Gaussian(3, 5, 4));
        var options = new SearchOptions(SearchOptions.MaxTopK, null, VectorBatch.NoLabels, false);
        using var folder = new TemporaryFolder();
        using var collection = await FillAsync(folder, batch, VectorMetric.Cosine);
        using var lease = collection.Read();

        var rankings = await new ExactSearch(Options.Create(new IndexOptions())).SearchAsync(
            lease.Snapshot, VectorMetric.Cosine, queries, options, int8: true, CancellationToken.None);

        rankings.Should().BeEquivalentTo(Vectors.BruteForce(batch, queries, VectorMetric.Cosine, options), o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task A_search_stops_when_it_is_cancelled()
    {
        using var folder = new TemporaryFolder();
        using var collection = await FillAsync(folder, Vectors.Batch(2, 1000, 4), VectorMetric.Cosine);
        using var lease = collection.Read();
        var search = new ExactSearch(Options.Create(new IndexOptions()));

        var call = () => search.SearchAsync(
            lease.Snapshot, VectorMetric.Cosine, new QueryBatch(4, 1, [1, 2, 3, 4]), new SearchOptions(5, null, VectorBatch.NoLabels, false), int8: false,
            new CancellationToken(canceled: true));

        await call.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Real_image_vectors_give_the_known_figures()
    {
        var folder = Repository.SharedData("clip-vectors");
        Assert.SkipWhen(folder is null, "The shared data with real CLIP vectors is not on this machine.");
        var ids = await File.ReadAllLinesAsync(Path.Combine(folder, "gallery_ids.txt"));
        var wanted = (await File.ReadAllLinesAsync(Path.Combine(folder, "queries.tsv"))).Select(l => l.Split('\t')[0]).ToArray();
        var batch = VectorBatch.WithoutLabels(512, ids, Floats(Path.Combine(folder, "gallery.f32")));
        using var data = new TemporaryFolder();
        using var collection = await FillAsync(data, batch, VectorMetric.Cosine);
        using var lease = collection.Read();

        var rankings = await new ExactSearch(Options.Create(new IndexOptions())).SearchAsync(
            lease.Snapshot, VectorMetric.Cosine, new QueryBatch(512, wanted.Length, Floats(Path.Combine(folder, "queries.f32"))),
            new SearchOptions(10, null, VectorBatch.NoLabels, false), int8: false, CancellationToken.None);

        double HitRate(int k) => Math.Round(rankings.Where((r, q) => r.Take(k).Any(h => h.Id == wanted[q])).Count() / (double)wanted.Length, 3);
        (HitRate(1), HitRate(5), HitRate(10)).Should().Be((.566, .866, .924));
    }

    private static float[] Floats(string path) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    /// <summary>A collection of one kind, or of all kinds mixed, with clusters and duplicates.</summary>
    private static VectorBatch Collection(byte kind, int seed, int count, int dimension)
    {
        var values = new float[count * dimension];
        var centre = Vectors.Gaussian(seed, 1, dimension);
        for (var i = 0; i < count; i++)
        {
            var vector = VectorKinds.Make(kind % 8 == 7 ? (byte)i : kind, seed + i, dimension);
            if (i % 3 == 1)
                vector = [.. vector.Zip(centre, (v, c) => float.IsFinite((v / 1000) + c) ? (v / 1000) + c : v)];
            if (i % 10 == 9)
                vector = values.AsSpan((i - 9) * dimension, dimension).ToArray();
            vector.CopyTo(values, i * dimension);
        }

        return VectorBatch.WithoutLabels(dimension, Vectors.Ids(count), values);
    }

    private static QueryBatch Queries(VectorBatch batch, byte kind, int seed, int count)
    {
        var values = new float[count * batch.Dimension];
        for (var q = 0; q < count; q++)
            (q % 3 == 0 ? batch.Row(q * 7).ToArray() : VectorKinds.Make(q % 3 == 1 ? kind : (byte)0, seed - q, batch.Dimension)).CopyTo(values, q * batch.Dimension);
        return new QueryBatch(batch.Dimension, count, values);
    }

    private static async Task<EmbeddedCollection> FillAsync(TemporaryFolder folder, VectorBatch batch, VectorMetric metric)
    {
        // Small segments, so that there are several.
        const int SegmentBytes = 64 << 10;
        new CollectionFile("c", batch.Dimension, metric, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(folder.Path);
        var collection = EmbeddedCollection.Open(folder.Path, SegmentBytes);
        for (var start = 0; start < batch.Count; start += 30)
            await collection.UpsertAsync([batch.Slice(start, Math.Min(30, batch.Count - start))], CancellationToken.None);
        return collection;
    }
}
