using Grpc.Core;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Runs;
using ImageSearchBench.Orchestrator.Systems;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Systems;

public sealed class SearchTargetClientTests
{
    [Fact]
    public async Task Results_with_scores_are_ordered_by_them_and_cut()
    {
        var hits = await AskAsync(ScriptedTarget.Scored([("a", 0.5), ("b", 0.9), ("c", 0.5), ("d", -1)]), topK: 3);
        hits.Should().Equal(new Hit("b", 0.9), new Hit("c", 0.5), new Hit("a", 0.5));
    }

    [Fact]
    public async Task Results_without_scores_keep_the_order_they_came_in()
    {
        var hits = await AskAsync(ScriptedTarget.Images("z", "a", "m"), topK: 10);
        hits.Select(h => h.ImageId).Should().Equal("z", "a", "m");
        hits.Select(h => h.Score).Should().BeInDescendingOrder();
    }

    [Fact]
    public async Task Nothing_found_is_an_answer() => (await AskAsync(ScriptedTarget.Images(), topK: 10)).Should().BeEmpty();

    [Fact]
    public async Task A_target_that_is_not_available_for_a_moment_is_asked_again()
    {
        var target = new ScriptedTarget((_, call) => call < 3
            ? throw new RpcException(new Status(StatusCode.Unavailable, "starting"))
            : ScriptedTarget.Images("a"));
        await using var service = await target.StartAsync();
        using var client = Client(service);
        (await client.SearchAsync("q1", "x", 5, CancellationToken.None)).Should().ContainSingle();
        target.Calls.Should().Be(3);
    }

    [Theory]
    [InlineData("a,a", "query 'q1' that cannot be used: it has the image 'a' twice")]
    [InlineData("a,", "query 'q1' that cannot be used: it has a result without an image id")]
    [InlineData("a=1,b", "1 of its 2 results have a score")]
    [InlineData("a=1,b=NaN", "the score of 'b' is no finite number")]
    public async Task Answers_that_break_the_contract_are_refused(string answer, string message)
    {
        var response = new Contracts.SearchTarget.V1.SearchResponse();
        foreach (var part in answer.Split(',').Select(p => p.Split('=')))
        {
            var result = new Contracts.SearchTarget.V1.SearchResult { ImageId = part[0] };
            if (part.Length > 1)
                result.Score = double.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture);
            response.Results.Add(result);
        }

        var ask = () => AskAsync(Task.FromResult(response), topK: 10);
        (await ask.Should().ThrowAsync<BenchException>()).WithMessage($"*{message}*");
    }

    [Fact]
    public async Task A_target_that_is_too_slow_is_told_apart_from_one_that_fails()
    {
        var target = new ScriptedTarget(async (_, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            return new();
        });
        await using var service = await target.StartAsync();
        using var client = Client(service, deadline: TimeSpan.FromMilliseconds(200));
        var ask = () => client.SearchAsync("q1", "x", 5, CancellationToken.None);
        (await ask.Should().ThrowAsync<BenchException>()).WithMessage("*did not answer query 'q1' within 0.2 seconds*");

        target.Answer = (_, _) => throw new RpcException(new Status(StatusCode.InvalidArgument, "no such word"));
        using var patient = Client(service);
        var fail = () => patient.SearchAsync("q1", "x", 5, CancellationToken.None);
        (await fail.Should().ThrowAsync<BenchException>()).WithMessage("*failed at query 'q1': InvalidArgument: no such word*");
    }

    [Fact]
    public async Task A_server_without_the_contract_is_told_so()
    {
        await using var service = await ServiceUnderTest.StartAsync(_ => { }, _ => { });
        using var client = Client(service);
        var ask = () => client.SearchAsync("q1", "x", 5, CancellationToken.None);
        (await ask.Should().ThrowAsync<BenchException>()).WithMessage("*does not implement imagesearchbench.searchtarget.v1.SearchTargetService/Search*");
    }

    private static SearchTargetClient Client(ServiceUnderTest service, TimeSpan? deadline = null) =>
        new(service.Address, new SearchTargetOptions { Deadline = deadline ?? TimeSpan.FromSeconds(30) }, TimeProvider.System);

    private static async Task<IReadOnlyList<Hit>> AskAsync(Task<Contracts.SearchTarget.V1.SearchResponse> answer, int topK)
    {
        await using var service = await new ScriptedTarget((_, _) => answer).StartAsync();
        using var client = Client(service);
        return await client.SearchAsync("q1", "x", topK, CancellationToken.None);
    }
}
