using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.QueryGeneration.Tests.Api;

public sealed class ComposeLabelQueriesTests : IAsyncLifetime
{
    private ServiceUnderTest _service = null!;

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(b => b.AddQueryGeneration(), a => a.MapQueryGeneration());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Every_set_has_its_outcome_in_order_and_a_bad_one_spares_its_neighbours()
    {
        var request = new ComposeLabelQueriesRequest { Language = "zh", Styles = { QueryStyle.Word, QueryStyle.Sentence } };
        request.LabelSets.Add(new LabelSet { Id = "a", Names = { "人", "摩托车", "小汽车" } });
        request.LabelSets.Add(new LabelSet { Id = "b", Names = { "人", " " } });
        request.LabelSets.Add(new LabelSet { Id = "c", Names = { "狗" } });

        var responses = await CallAsync(request, new ComposeLabelQueriesRequest(request) { Language = "en" });

        responses.Should().HaveCount(2);
        var outcomes = responses[0].Outcomes;
        outcomes.Select(o => o.Id).Should().Equal("a", "b", "c");
        outcomes[0].Queries.Select(q => q.Text).Should().Equal("人&摩托车&小汽车", "一张人和摩托车和小汽车的图片");
        outcomes[0].Queries.Select(q => q.Style).Should().Equal(QueryStyle.Word, QueryStyle.Sentence);
        outcomes[1].Queries.Should().BeEmpty();
        outcomes[1].Error.Code.Should().Be((int)StatusCode.InvalidArgument);
        outcomes[1].Error.Message.Should().Contain("Name 2 of 2");
        outcomes[2].Queries.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_request_that_can_never_work_ends_the_call_and_names_the_field()
    {
        var set = new LabelSet { Id = "a", Names = { "dog" } };
        await ShouldFailAsync(new() { LabelSets = { set }, Styles = { QueryStyle.Word }, Language = "de" }, "language");
        await ShouldFailAsync(new() { LabelSets = { set }, Language = "en" }, "styles");
        await ShouldFailAsync(new() { LabelSets = { set }, Styles = { QueryStyle.Natural }, Language = "en" }, "styles");
        await ShouldFailAsync(new() { LabelSets = { Enumerable.Repeat(set, 1001) }, Styles = { QueryStyle.Word }, Language = "en" }, "label_sets");
    }

    private async Task ShouldFailAsync(ComposeLabelQueriesRequest request, string field)
    {
        var failure = (await FluentActions.Awaiting(() => CallAsync(request)).Should().ThrowAsync<RpcException>()).Which;
        failure.StatusCode.Should().Be(StatusCode.InvalidArgument);
        failure.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Single().Field.Should().Be(field);
    }

    private async Task<List<ComposeLabelQueriesResponse>> CallAsync(params ComposeLabelQueriesRequest[] requests)
    {
        using var call = new QueryGenerationService.QueryGenerationServiceClient(_service.Channel).ComposeLabelQueries(
            cancellationToken: TestContext.Current.CancellationToken);
        foreach (var request in requests)
            await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        var responses = new List<ComposeLabelQueriesResponse>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            responses.Add(response);
        return responses;
    }
}
