using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Api;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Tests.Api;

public sealed class SearchOverGrpcTests
{
    [Theory]
    [InlineData(Metric.InnerProduct, 1)]
    [InlineData(Metric.InnerProduct, 37)]
    [InlineData(Metric.Cosine, 2)]
    [InlineData(Metric.Cosine, 13)]
    public async Task Rankings_equal_brute_force(Metric metric, int queries)
    {
        await using var service = await IndexService.StartAsync();
        await service.CreateAsync("c", 24, metric);
        var batch = Vectors.Batch(1, 3000, 24);
        (await service.UpsertAsync("c", [.. Mapping.ToMessages(batch)])).Should().Be(3000);

        var query = new QueryBatch(24, queries, Vectors.Gaussian(2, queries, 24));
        var expected = Vectors.BruteForce(
            batch, query, metric == Metric.Cosine ? VectorMetric.Cosine : VectorMetric.InnerProduct, new SearchOptions(50, null, VectorBatch.NoLabels, false));
        var request = new SearchRequest { Collection = "c", Settings = new SearchSettings { TopK = 50 } };
        for (var q = 0; q < queries; q++)
            request.Queries.Add(new Query { Values = { query.Row(q).ToArray() } });

        var response = await service.Client.SearchAsync(request);

        for (var q = 0; q < queries; q++)
            response.Rankings[q].Hits.Select(h => (h.Id, h.Score)).Should().Equal(expected[q].Select(h => (h.Id, h.Score)));
    }

    [Fact]
    public async Task A_second_process_is_told_which_folder_is_in_use()
    {
        using var folder = new ImageSearchBench.Testing.TemporaryFolder();
        await using var first = await IndexService.StartAsync(folder.Path);
        await first.CreateAsync("c", 2);
        await using var second = await IndexService.StartAsync(folder.Path);

        var call = async () => await second.CreateAsync("c", 2);

        (await call.Should().ThrowAsync<RpcException>()).Which.Status.Should().Match<Status>(
            s => s.StatusCode == StatusCode.FailedPrecondition && s.Detail.Contains(folder.Path) && s.Detail.Contains("Index:DataPath"));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        using var folder = new ImageSearchBench.Testing.TemporaryFolder();
        var batch = Vectors.Batch(3, 1000, 20);
        await using (var first = await IndexService.StartAsync(folder.Path))
        {
            await first.CreateAsync("c", 20);
            await first.UpsertAsync("c", [.. Mapping.ToMessages(batch)], 100);
            await first.UpsertAsync("c", [.. Mapping.ToMessages(batch.Slice(0, 100))]);
            (await first.Client.DeleteVectorsAsync(new DeleteVectorsRequest { Collection = "c", Ids = { "v000000", "v000999", "none" } })).Deleted.Should().Be(2);
        }

        await using var again = await IndexService.StartAsync(folder.Path);
        (await again.Client.GetCollectionAsync(new GetCollectionRequest { Name = "c" })).Collection.Count.Should().Be(998);
        var fetched = await again.Client.FetchVectorsAsync(new FetchVectorsRequest { Collection = "c", Ids = { "v000500", "v000000", "v000001" } });
        fetched.Vectors.Select(v => v.Id).Should().Equal("v000500", "v000001");
        fetched.Vectors[0].Values.Should().Equal(batch.Row(500).ToArray());
    }
}
