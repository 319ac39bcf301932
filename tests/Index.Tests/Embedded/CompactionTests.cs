using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Search;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;

namespace ImageSearchBench.Index.Tests.Embedded;

/// <summary>Compaction gives space back and changes no result.</summary>
public sealed class CompactionTests : IDisposable
{
    private const int Dimension = 16;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_is_alive_stays_also_when_it_is_opened_again(int seed)
    {
        var random = new Random(seed);
        var expected = new Dictionary<string, float[]>(StringComparer.Ordinal);
        new CollectionFile("c", Dimension, VectorMetric.InnerProduct, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(_folder.Path);
        for (var round = 0; round < 6; round++)
        {
            using var collection = Open();
            await WriteAsync(collection, random, expected);
            if (random.Next(2) == 0)
                await collection.CompactAsync(CancellationToken.None);
            (await AllAsync(collection)).Should().BeEquivalentTo(expected);
            await collection.CompactAsync(CancellationToken.None);
            collection.Info().Should().Match<CollectionInfo>(i => i.DeadRows == 0 && i.Count == expected.Count);
            (await AllAsync(collection)).Should().BeEquivalentTo(expected);
            await collection.VerifyAsync(CancellationToken.None);
            await WriteAsync(collection, random, expected);
        }

        using var again = Open();
        (await AllAsync(again)).Should().BeEquivalentTo(expected);
    }

    [Fact]
    public async Task A_deletion_outlives_the_compaction_of_the_segment_that_recorded_it()
    {
        new CollectionFile("c", Dimension, VectorMetric.InnerProduct, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(_folder.Path);
        using (var collection = Open())
        {
            for (var i = 0; i < 12; i++)
                await collection.UpsertAsync([Vectors.Batch(i, 500, Dimension, $"{i:D2}-")], CancellationToken.None);
            await collection.DeleteAsync(["00-000001", "05-000007", "11-000499"], CancellationToken.None);
            await collection.CompactAsync(CancellationToken.None);
        }

        using var again = Open();
        again.Info().Should().Match<CollectionInfo>(i => i.Count == 5997 && i.DeadRows == 0 && i.Repairs == "");
    }

    [Fact]
    public async Task Mostly_dead_collections_compact_by_themselves()
    {
        new CollectionFile("c", Dimension, VectorMetric.InnerProduct, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(_folder.Path);
        using var collection = Open();
        for (var round = 0; round < 12; round++)
            await collection.UpsertAsync([.. Enumerable.Range(0, 4).Select(p => Vectors.Batch((round * 4) + p, 500, Dimension, $"{p}-"))], CancellationToken.None);

        collection.Info().Should().Match<CollectionInfo>(i => i.Count == 2000 && i.DeadRows <= 12_000);
        Directory.GetFiles(_folder.Path, "*.rows").Should().HaveCountLessThan(20);
    }

    [Fact]
    public async Task Readers_keep_what_they_have_while_the_collection_is_compacted_and_deleted()
    {
        new CollectionFile("c", Dimension, VectorMetric.InnerProduct, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(_folder.Path);
        var collection = Open();
        var batch = Vectors.Batch(1, 900, Dimension);
        await collection.UpsertAsync([batch], CancellationToken.None);
        var queries = new QueryBatch(Dimension, 1, Vectors.Gaussian(2, 1, Dimension));
        var options = new SearchOptions(50, null, VectorBatch.NoLabels, false);
        var search = new ExactSearch(Options.Create(new IndexOptions()));
        using var lease = collection.Read();

        await collection.DeleteAsync([.. batch.Ids.Take(450)], CancellationToken.None);
        await collection.CompactAsync(CancellationToken.None);
        await collection.CloseAsync(CancellationToken.None);

        (await search.SearchAsync(lease.Snapshot, VectorMetric.InnerProduct, queries, options, int8: true, CancellationToken.None))
            .Should().BeEquivalentTo(Vectors.BruteForce(batch, queries, VectorMetric.InnerProduct, options), o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task Searches_beside_a_writer_see_whole_batches()
    {
        new CollectionFile("c", Dimension, VectorMetric.InnerProduct, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(_folder.Path);
        using var collection = Open();
        var search = new ExactSearch(Options.Create(new IndexOptions()));
        var options = new SearchOptions(5000, null, VectorBatch.NoLabels, false);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
                await collection.UpsertAsync([Vectors.Batch(i, 50, Dimension, $"{i % 20:D2}-")], CancellationToken.None);
        });
        while (!writing.IsCompleted)
        {
            using var lease = collection.Read();
            var hits = (await search.SearchAsync(
                lease.Snapshot, VectorMetric.InnerProduct, new QueryBatch(Dimension, 1, Vectors.Gaussian(1, 1, Dimension)), options, int8: false, CancellationToken.None))[0];
            (hits.Length % 50).Should().Be(0);
            hits.Should().OnlyHaveUniqueItems(h => h.Id);
        }

        await writing;
        collection.Info().Count.Should().Be(1000);
    }

    private static async Task WriteAsync(EmbeddedCollection collection, Random random, Dictionary<string, float[]> expected)
    {
        for (var i = 0; i < 5; i++)
        {
            var batch = Vectors.Batch(random.Next(), random.Next(1, 400), Dimension, $"{random.Next(4)}-");
            await collection.UpsertAsync([batch], CancellationToken.None);
            for (var row = 0; row < batch.Count; row++)
                expected[batch.Ids[row]] = batch.Row(row).ToArray();
            var doomed = expected.Keys.Where(_ => random.Next(4) == 0).ToArray();
            (await collection.DeleteAsync(doomed, CancellationToken.None)).Should().Be(doomed.Length);
            foreach (var id in doomed)
                expected.Remove(id);
        }
    }

    private static async Task<Dictionary<string, float[]>> AllAsync(EmbeddedCollection collection)
    {
        await Task.CompletedTask;
        using var lease = collection.Read();
        var all = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var view in lease.Snapshot.Segments)
        {
            for (var row = 0; row < view.Count; row++)
            {
                if (!view.IsDead(row))
                    all.Add(System.Text.Encoding.UTF8.GetString(view.Id(row)), Row(view, row));
            }
        }

        return all;
    }

    private static unsafe float[] Row(SegmentView view, int row) => new ReadOnlySpan<float>(view.Segment.Row(row), Dimension).ToArray();

    private EmbeddedCollection Open() => EmbeddedCollection.Open(_folder.Path, 64 << 10);
}
