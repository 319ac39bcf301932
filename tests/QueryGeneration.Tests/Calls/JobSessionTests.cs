using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

public sealed class JobSessionTests
{
    [Fact]
    public async Task A_budget_is_never_passed_and_not_given_up_while_reservations_may_come_back()
    {
        var job = new JobSession("job", spentTokens: 100, spentCost: 0);
        job.Limit(new Budget(Tokens: 1000, Cost: 0));
        var first = await job.ReserveAsync(600, 0, CancellationToken.None);
        var second = job.ReserveAsync(600, 0, CancellationToken.None);
        second.IsCompleted.Should().BeFalse("the first may take less than it reserved");

        first.Settle(200, 0);
        (await second).Settle(600, 0);

        var failure = await FluentActions.Awaiting(() => job.ReserveAsync(200, 0, CancellationToken.None)).Should().ThrowAsync<ModelCallException>();
        failure.Which.Failure.Should().BeEquivalentTo(new { Verdict = CallVerdict.StopJob, Reason = "budget", Kind = ErrorKind.ResourceExhausted });
        failure.Which.Message.Should().Contain("900 tokens").And.Contain("1000 tokens");
    }

    [Fact]
    public async Task Money_is_limited_as_well()
    {
        var job = new JobSession("job", 0, spentCost: 0.9);
        job.Limit(new Budget(0, Cost: 1));

        (await job.ReserveAsync(1_000_000, 0.1, CancellationToken.None)).Settle(0, 0);
        await FluentActions.Awaiting(() => job.ReserveAsync(1, 0.11, CancellationToken.None)).Should().ThrowAsync<ModelCallException>();
    }
}
