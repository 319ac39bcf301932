using FsCheck;
using FsCheck.Xunit;
using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Api;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Duplicates;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Kernels;
using ImageSearchBench.Testing;
using Microsoft.Extensions.Options;
using DuplicateGroup = ImageSearchBench.Index.Duplicates.DuplicateGroup;

namespace ImageSearchBench.Index.Tests.Duplicates;

public sealed class DuplicateFinderTests
{
    [Property(MaxTest = 4)]
    public async Task Groups_are_those_of_the_definition_for_every_kernel_and_number_of_threads(int seed, PositiveInt size)
    {
        var dimension = 2 + (size.Get % 30);
        var batch = Clustered(seed, 1300, dimension);
        foreach (var minCosine in (float[])[0.5f, 0.9f, 0.9999f])
        {
            var expected = ByDefinition(batch, minCosine);
            foreach (var kernels in KernelSet.Available)
            {
                var groups = await FindAsync(batch, minCosine, kernels, 1 + (seed & 1));
                groups.Should().BeEquivalentTo(expected, o => o.WithStrictOrdering(), $"{kernels.Name}, {minCosine}");
            }
        }
    }

    [Fact]
    public async Task Thousands_of_copies_are_one_group()
    {
        var values = Enumerable.Repeat(new[] { 3f, 4f, 0f }, 3000).SelectMany(v => v).ToArray();
        var groups = await FindAsync(VectorBatch.WithoutLabels(3, Vectors.Ids(3000), values), 1, KernelSet.Best, 2);

        groups.Should().ContainSingle().Which.Should().Match<DuplicateGroup>(g => g.Representative == "v000000" && g.Members.Count == 2999);
    }

    [Fact]
    public async Task Over_grpc_with_progress_and_labels()
    {
        await using var service = await IndexService.StartAsync();
        await service.CreateAsync("c", 3);
        var vectors = Enumerable.Range(0, 2500).Select(i => new Vector { Id = $"v{i:D4}", Values = { i % 2, (i + 1) % 2, 0 }, Labels = { ["half"] = $"{i % 4 / 2}" } }).ToArray();
        vectors[7].Values[0] = vectors[7].Values[1] = 0;
        await service.UpsertAsync("c", vectors);

        var responses = await service.Client.FindDuplicates(new FindDuplicatesRequest { Collection = "c", MinCosine = 0.9f, LabelFilter = { ["half"] = "0" } })
            .ResponseStream.ReadAllAsync().ToListAsync();

        responses[^1].Done.Should().Be(1250).And.Be(responses[^1].Total);
        responses.Select(r => r.Done).Should().BeInAscendingOrder();
        var groups = responses.SelectMany(r => r.Groups).ToArray();
        groups.Select(g => g.Representative).Should().Equal("v0000", "v0001");
        groups.Select(g => g.Members.Count).Should().Equal(624, 624);

        var status = await service.FailsAsync(async c => await c.FindDuplicates(new FindDuplicatesRequest { Collection = "c" }).ResponseStream.ReadAllAsync().ToListAsync());
        status.Should().Match<Status>(s => s.StatusCode == StatusCode.InvalidArgument && s.Detail.Contains("min_cosine"));
    }

    private static async Task<List<DuplicateGroup>> FindAsync(VectorBatch batch, float minCosine, KernelSet kernels, int threads)
    {
        using var folder = new TemporaryFolder();
        new CollectionFile("c", batch.Dimension, VectorMetric.InnerProduct, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, [], 1).Write(folder.Path);
        using var collection = EmbeddedCollection.Open(folder.Path, 64 << 10);
        for (var start = 0; start < batch.Count; start += 60)
            await collection.UpsertAsync([batch.Slice(start, Math.Min(60, batch.Count - start))], CancellationToken.None);
        using var lease = collection.Read();
        var finder = new DuplicateFinder(Options.Create(new IndexOptions { SearchThreads = threads })) { Kernels = kernels };
        var groups = new List<DuplicateGroup>();
        await foreach (var step in finder.FindAsync(lease.Snapshot, batch.Dimension, new DuplicateOptions(minCosine, VectorBatch.NoLabels), CancellationToken.None))
            groups.AddRange(step.Groups);
        return groups;
    }

    private static VectorBatch Clustered(int seed, int count, int dimension)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, 60).Select(i => Vectors.Gaussian(seed + i, 1, dimension)).ToArray();
        var noise = Vectors.Gaussian(seed - 1, count, dimension);
        var values = new float[count * dimension];
        for (var i = 0; i < count; i++)
        {
            var centre = centres[random.Next(centres.Length)];
            var (spread, scale) = (random.Next(3) switch { 0 => 0f, 1 => 0.01f, _ => 0.5f }, random.Next(2) == 0 ? 1f : 1e-8f);
            for (var k = 0; k < dimension; k++)
                values[(i * dimension) + k] = (centre[k] + (spread * noise[(i * dimension) + k])) * scale;
        }

        return VectorBatch.WithoutLabels(dimension, Vectors.Ids(count), values);
    }

    private static List<DuplicateGroup> ByDefinition(VectorBatch batch, float minCosine)
    {
        var taken = new bool[batch.Count];
        var groups = new List<DuplicateGroup>();
        for (var i = 0; i < batch.Count; i++)
        {
            if (taken[i])
                continue;
            var members = new List<Index.Collections.Hit>();
            for (var j = i + 1; j < batch.Count; j++)
            {
                if (taken[j] || Vectors.Score(batch.Row(i), batch.Row(j), VectorMetric.Cosine) is var cosine && cosine < minCosine)
                    continue;
                taken[j] = true;
                members.Add(new Index.Collections.Hit(batch.Ids[j], Vectors.Score(batch.Row(i), batch.Row(j), VectorMetric.Cosine)));
            }

            if (members.Count > 0)
                groups.Add(new DuplicateGroup(batch.Ids[i], members));
        }

        return groups;
    }
}
