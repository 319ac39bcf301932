using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

public sealed class BudgetTests
{
    private static readonly string[] Dogs = [.. Enumerable.Range(0, 60).Select(i => $"dog {i}")];

    [Fact]
    public async Task A_job_stops_at_its_budget_and_goes_on_with_a_larger_one_without_paying_twice()
    {
        await using var deployment = await Deployment.StartAsync(Deployment.Paraphrase);

        var (first, failure) = await deployment.ParaphraseAsync(Dogs, Job(3000));
        failure!.StatusCode.Should().Be(StatusCode.ResourceExhausted);
        first.Values.Should().OnlyContain(o => o.Error == null);
        var spent = (await deployment.LedgerAsync("job")).Sum(e => e.InputTokens + e.OutputTokens);
        spent.Should().BeLessThanOrEqualTo(3000).And.BeGreaterThan(2000, "the budget is used, not only kept");
        first.Should().HaveCount((int)(spent / 110), "what was paid was delivered");

        var (second, none) = await deployment.ParaphraseAsync(Dogs, Job(0));
        none.Should().BeNull();
        second.Should().HaveCount(60);
        deployment.Server.Charges.Should().HaveCount(60);
        deployment.Server.Charges.Values.Should().OnlyContain(n => n == 1);
        (await deployment.LedgerAsync("job")).Single().Should().BeEquivalentTo(new { Calls = 60L, Cached = (long)first.Count, InputTokens = 6000L, OutputTokens = 600L });
    }

    [Fact]
    public async Task A_budget_outlives_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ScriptedModelServer.StartAsync(Deployment.Paraphrase);
        var before = await Deployment.StartAsync(server, folder);
        await before.ParaphraseAsync(Dogs, Job(3000));
        await before.Service.DisposeAsync();
        var asked = server.Requests.Count;

        await using var after = await Deployment.StartAsync(server, folder);
        (await after.ParaphraseAsync(Dogs, Job(3000))).Failure!.StatusCode.Should().Be(StatusCode.ResourceExhausted);
        server.Requests.Count.Should().BeLessThanOrEqualTo(asked + 1);
    }

    [Fact]
    public async Task Money_counts_by_the_models_prices_and_needs_them()
    {
        await using var priced = await Deployment.StartAsync(Deployment.Paraphrase, ("InputPrice", "10"), ("OutputPrice", "100"), ("Currency", "CNY"));
        var context = Deployment.Context("job");
        context.Budget = new Budget { Cost = 0.1 };
        (await priced.ParaphraseAsync(Dogs, context)).Failure!.StatusCode.Should().Be(StatusCode.ResourceExhausted);
        var entry = (await priced.LedgerAsync("job")).Single();
        entry.Currency.Should().Be("CNY");
        entry.Cost.Should().BeApproximately(entry.Calls * 0.002, 1e-9).And.BeLessThanOrEqualTo(0.1);

        await using var unpriced = await Deployment.StartAsync(Deployment.Paraphrase);
        (await unpriced.ParaphraseAsync(Dogs, context)).Failure!.StatusCode.Should().Be(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task An_estimate_rests_on_the_prompt_and_then_on_the_ledger()
    {
        await using var deployment = await Deployment.StartAsync(Deployment.Paraphrase, ("InputPrice", "10"), ("OutputPrice", "100"));
        var request = new EstimateCostRequest { Step = GenerationStep.Paraphrase, Language = "en", Items = 1000 };
        var guess = await deployment.Client.EstimateCostAsync(request);
        (guess.Basis, guess.Calls).Should().Be((EstimateBasis.Heuristic, 1000L));
        guess.InputTokens.Should().BeInRange(50_000, 300_000);
        deployment.Server.Requests.Should().BeEmpty("an estimate calls nobody");

        await deployment.ParaphraseAsync(Dogs);
        var measured = await deployment.Client.EstimateCostAsync(request);

        measured.Should().BeEquivalentTo(new { Basis = EstimateBasis.Measured, BasisCalls = 60L, Calls = 1000L, InputTokens = 100_000L, OutputTokens = 10_000L, Cost = 2.0, Currency = "USD" });
    }

    private static GenerationContext Job(long tokens)
    {
        var context = Deployment.Context("job");
        context.Budget = new Budget { Tokens = tokens };
        return context;
    }
}
