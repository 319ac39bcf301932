using ImageSearchBench.QueryGeneration.Calls;
using Microsoft.Extensions.Time.Testing;

namespace ImageSearchBench.QueryGeneration.Tests.Calls;

public sealed class AdaptiveGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task So_many_go_through_at_a_time()
    {
        using var gate = new AdaptiveGate(2, 0, _time);
        var first = await gate.EnterAsync(CancellationToken.None);
        await gate.EnterAsync(CancellationToken.None);
        var third = gate.EnterAsync(CancellationToken.None);
        third.IsCompleted.Should().BeFalse();

        first.Failed();

        await third.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Calls_that_were_under_way_together_narrow_it_once_and_success_widens_it()
    {
        using var gate = new AdaptiveGate(16, 0, _time);
        var passes = new List<AdaptiveGate.Pass>();
        for (var i = 0; i < 16; i++)
            passes.Add(await gate.EnterAsync(CancellationToken.None));
        passes.ForEach(p => p.Throttled(TimeSpan.Zero));
        gate.Limit.Should().Be(8);

        for (var i = 0; i < 200; i++)
            (await gate.EnterAsync(CancellationToken.None)).Succeeded();
        gate.Limit.Should().Be(16);
    }

    [Fact]
    public async Task It_never_closes_for_good()
    {
        using var gate = new AdaptiveGate(4, 0, _time);
        for (var i = 0; i < 20; i++)
            (await gate.EnterAsync(CancellationToken.None)).Throttled(TimeSpan.Zero);

        gate.Limit.Should().Be(1);
    }

    [Fact]
    public async Task Nobody_goes_through_during_a_pause()
    {
        using var gate = new AdaptiveGate(4, 0, _time);
        (await gate.EnterAsync(CancellationToken.None)).Throttled(TimeSpan.FromSeconds(30));
        var next = gate.EnterAsync(CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(29));
        next.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Calls_a_minute_are_spaced_out()
    {
        using var gate = new AdaptiveGate(100, requestsPerMinute: 600, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 6; i++)
            await gate.EnterAsync(CancellationToken.None);

        // The first goes at once, five more at ten a second; a slow machine takes longer, never shorter.
        TimeProvider.System.GetElapsedTime(started).Should().BeGreaterThan(TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task A_waiter_that_left_gives_its_place_to_the_next()
    {
        using var gate = new AdaptiveGate(1, 0, _time);
        var first = await gate.EnterAsync(CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var leaving = gate.EnterAsync(gone.Token);
        var staying = gate.EnterAsync(CancellationToken.None);

        await gone.CancelAsync();
        await FluentActions.Awaiting(() => leaving).Should().ThrowAsync<OperationCanceledException>();
        first.Failed();

        await staying.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Whoever_waits_longest_goes_first_when_several_leave_at_once()
    {
        using var gate = new AdaptiveGate(4, 0, _time);
        var inside = await EnterAsync(gate, 4);
        var waiting = Enumerable.Range(0, 20).Select(_ => gate.EnterAsync(CancellationToken.None)).ToArray();

        foreach (var next in waiting.Chunk(4))
        {
            Array.ForEach(inside, p => p.Succeeded());
            inside = await Task.WhenAll(next).WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task A_pause_ends_for_no_more_than_the_gate_lets_through_by_then()
    {
        using var gate = new AdaptiveGate(8, 0, _time);
        var early = await EnterAsync(gate, 2);
        early[0].Throttled(TimeSpan.Zero);
        var late = await gate.EnterAsync(CancellationToken.None);

        // A pause, and three who wait for its end; only then the gate is narrowed from four to two.
        early[1].Throttled(TimeSpan.FromSeconds(10));
        var waiting = Enumerable.Range(0, 3).Select(_ => gate.EnterAsync(CancellationToken.None)).ToList();
        late.Throttled(TimeSpan.FromSeconds(10));
        gate.Limit.Should().Be(2);
        _time.Advance(TimeSpan.FromSeconds(11));

        var first = await Task.WhenAny(waiting).WaitAsync(TimeSpan.FromSeconds(10));
        waiting.Remove(first);
        var second = await Task.WhenAny(waiting).WaitAsync(TimeSpan.FromSeconds(10));
        waiting.Remove(second);
        waiting[0].IsCompleted.Should().BeFalse();
        (await first).Failed();
        await waiting[0].WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<AdaptiveGate.Pass[]> EnterAsync(AdaptiveGate gate, int count)
    {
        var passes = new AdaptiveGate.Pass[count];
        for (var i = 0; i < count; i++)
            passes[i] = await gate.EnterAsync(CancellationToken.None);
        return passes;
    }
}
