using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.ImageSources.Http;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class RequestLimiterTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 23, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Start);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Requests_are_a_share_of_a_minute_apart()
    {
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"], time: _time);
        var limiter = Limiter(orchestrator);
        var limits = new RequestLimits("s", PerMinute: 20, PerDay: 0);

        var waits = new List<TimeSpan>();
        for (var i = 0; i < 3; i++)
            waits.Add(await limiter.ReserveAsync(limits, CancellationToken.None));
        waits.Should().Equal(TimeSpan.Zero, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6));

        _time.Advance(TimeSpan.FromSeconds(10));
        (await limiter.ReserveAsync(limits, CancellationToken.None)).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_days_requests_hold_over_restarts_and_are_new_the_next_day()
    {
        var limits = new RequestLimits("s", PerMinute: 60_000, PerDay: 3);
        await using (var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"], time: _time))
        {
            await Limiter(orchestrator).WaitAsync(limits, CancellationToken.None);
            await AdvanceAndWaitAsync(Limiter(orchestrator), limits);
        }

        await using var again = await OrchestratorUnderTest.StartAsync(_folder["data"], time: _time);
        await AdvanceAndWaitAsync(Limiter(again), limits);
        _time.Advance(TimeSpan.FromSeconds(1));
        var fault = await FluentActions.Awaiting(() => Limiter(again).WaitAsync(limits, CancellationToken.None)).Should().ThrowAsync<BenchException>();
        fault.Which.Kind.Should().Be(ErrorKind.ResourceExhausted);
        fault.Which.Message.Should().Contain("3 requests of this day").And.Contain("2026-03-02 00:00");
        await Limiter(again).WaitAsync(limits with { Source = "another" }, CancellationToken.None);

        _time.Advance(TimeSpan.FromHours(1));
        await Limiter(again).WaitAsync(limits, CancellationToken.None);
    }

    [Fact]
    public async Task Many_at_once_never_pass_the_limit()
    {
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"]);
        var limits = new RequestLimits("s", PerMinute: 100_000, PerDay: 25);

        var passed = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            try
            {
                await new RequestLimiter(orchestrator.Services.GetRequiredService<Database>(), TimeProvider.System).WaitAsync(limits, CancellationToken.None);
                return 1;
            }
            catch (BenchException)
            {
                return 0;
            }
        }));

        passed.Sum().Should().Be(25);
    }

    private RequestLimiter Limiter(OrchestratorUnderTest orchestrator) => new(orchestrator.Services.GetRequiredService<Database>(), _time);

    private async Task AdvanceAndWaitAsync(RequestLimiter limiter, RequestLimits limits)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        await limiter.WaitAsync(limits, CancellationToken.None);
    }
}
