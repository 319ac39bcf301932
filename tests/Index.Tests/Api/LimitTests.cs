using Grpc.Core;
using ImageSearchBench.Contracts.Index.V1;
using ImageSearchBench.Index.Tests.Milvus;

namespace ImageSearchBench.Index.Tests.Api;

/// <summary>Limits of single calls, and names across stores.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Calls_that_are_too_large_say_what_is_possible()
    {
        await using var service = await IndexService.StartAsync();
        await service.CreateAsync("c", 4096);

        (await service.FailsAsync(c => c.FetchVectorsAsync(new FetchVectorsRequest { Collection = "c", Ids = { Vectors.Ids(300) } })))
            .Detail.Should().Contain("256 of dimension 4096");
        (await service.FailsAsync(c => c.FetchVectorsAsync(new FetchVectorsRequest { Collection = "c", Ids = { Vectors.Ids(1001) } })))
            .Detail.Should().Contain("1000");
        (await service.FailsAsync(c => c.DeleteVectorsAsync(new DeleteVectorsRequest { Collection = "c", Ids = { Vectors.Ids(10_001) } })))
            .Detail.Should().Contain("10000");
        (await service.FailsAsync(c => c.SearchAsync(new SearchRequest { Collection = "c", Queries = { Enumerable.Range(0, 257).Select(_ => new Query()) } })))
            .Detail.Should().Contain("256").And.Contain("StreamSearch");
    }

    [Fact]
    public async Task A_stream_stays_with_its_collection()
    {
        await using var service = await IndexService.StartAsync();
        await service.CreateAsync("a", 1);
        await service.CreateAsync("b", 1);
        using var call = service.Client.Upsert();
        await call.RequestStream.WriteAsync(new UpsertRequest { Collection = "a", Vectors = { new Vector { Id = "x", Values = { 1 } } } });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).Should().BeTrue();
        await call.RequestStream.WriteAsync(new UpsertRequest { Vectors = { new Vector { Id = "y", Values = { 1 } } } });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).Should().BeTrue();
        await call.RequestStream.WriteAsync(new UpsertRequest { Collection = "b", Vectors = { new Vector { Id = "z", Values = { 1 } } } });

        var next = () => call.ResponseStream.MoveNext(CancellationToken.None);

        (await next.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await service.CountAsync("a")).Should().Be(2);
    }

    [Fact]
    public async Task A_name_stands_for_one_collection_in_all_stores()
    {
        await using var server = await ScriptedMilvusServer.StartAsync();
        await using var service = await server.StartIndexAsync();
        await service.CreateAsync("c", 4);

        var status = await service.FailsAsync(c => c.CreateCollectionAsync(new CreateCollectionRequest { Name = "c", Dimension = 4, Store = Store.Milvus }));

        status.Should().Match<Status>(s => s.StatusCode == StatusCode.AlreadyExists && s.Detail.Contains("Embedded"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("ä")]
    public async Task Names_that_could_climb_out_of_the_folder_are_refused(string name)
    {
        await using var service = await IndexService.StartAsync();

        (await service.FailsAsync(c => c.CreateCollectionAsync(new CreateCollectionRequest { Name = name, Dimension = 4 }))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await service.FailsAsync(c => c.GetCollectionAsync(new GetCollectionRequest { Name = name }))).StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await service.FailsAsync(c => c.DeleteCollectionAsync(new DeleteCollectionRequest { Name = name }))).StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_store_that_is_not_set_up_says_which_setting_is_missing()
    {
        await using var service = await IndexService.StartAsync();

        var status = await service.FailsAsync(c => c.CreateCollectionAsync(new CreateCollectionRequest { Name = "c", Dimension = 4, Store = Store.Milvus }));

        status.Should().Match<Status>(s => s.StatusCode == StatusCode.FailedPrecondition && s.Detail.Contains("Index:Milvus:Address"));
    }
}
