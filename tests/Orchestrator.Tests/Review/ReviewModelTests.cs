using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Review;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImageSearchBench.Orchestrator.Tests.Review;

/// <summary>Whatever people do in whatever order, an item is as a pile of decisions says, and the counts are those of the items.</summary>
public sealed class ReviewModelTests : IAsyncLifetime
{
    private const int Keys = 4;

    private readonly TemporaryFolder _data = new();
    private OrchestratorUnderTest _orchestrator = null!;
    private int _jobs;

    public async ValueTask InitializeAsync() => _orchestrator = await OrchestratorUnderTest.StartAsync(_data.Path);

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _data.Dispose();
    }

    public enum Act
    {
        Accept,
        Reject,
        Edit,
        Undo,
    }

    [Property(MaxTest = 60)]
    public async Task Decisions_pile_up_and_are_taken_off_one_by_one((Act Act, byte Key, byte Text)[] acts)
    {
        var job = $"job{Interlocked.Increment(ref _jobs)}";
        var store = _orchestrator.Services.GetRequiredService<ReviewStore>();
        var decisions = _orchestrator.Services.GetRequiredService<ReviewDecisions>();
        var proposals = Enumerable.Range(0, Keys).Select(k => new ReviewProposal($"k{k}", ReviewKind.Name, $"t{k}")).ToArray();
        await store.ProposeAsync(job, "s", proposals, wait: true, CancellationToken.None);
        var piles = proposals.Select(p => new Stack<(ReviewDecision Decision, string Text)>([(ReviewDecision.Pending, p.Text)])).ToArray();

        foreach (var (act, number, text) in acts)
        {
            var (key, pile, proposed) = ($"k{number % Keys}", piles[number % Keys], $"t{number % Keys}");
            if (act == Act.Undo)
            {
                var undo = () => decisions.UndoAsync(job, "s", [new ReviewUndo(key, 0)], "ann", CancellationToken.None);
                if (pile.Count == 1)
                    await undo.Should().ThrowAsync<BenchException>();
                else
                {
                    await undo();
                    pile.Pop();
                }

                continue;
            }

            // A text of its own, or now and then the proposed one.
            var edited = text % 4 == 0 ? proposed : $"x{text % 4}";
            (ReviewDecision Decision, string Text) then = act switch
            {
                Act.Accept => (ReviewDecision.Accepted, proposed),
                Act.Reject => (ReviewDecision.Rejected, proposed),
                _ => (edited == proposed ? ReviewDecision.Accepted : ReviewDecision.Edited, edited),
            };
            var wanted = new ReviewChange(key, act == Act.Edit ? ReviewDecision.Edited : then.Decision, act == Act.Edit ? edited : "", "", 0);
            await decisions.DecideAsync(job, "s", [wanted], "ann", CancellationToken.None);
            if (pile.Peek() != then)
                pile.Push(then);
        }

        var items = await store.ReadAsync(job, "s", CancellationToken.None);
        items.Select(i => (i.Decision, i.Text)).Should().Equal(piles.Select(p => p.Peek()));
        var progress = (await store.GetProgressAsync(job, CancellationToken.None)).Single();
        (progress.Pending, progress.Accepted, progress.Edited, progress.Rejected).Should().Be((
            items.LongCount(i => i.Decision == ReviewDecision.Pending),
            items.LongCount(i => i.Decision == ReviewDecision.Accepted),
            items.LongCount(i => i.Decision == ReviewDecision.Edited),
            items.LongCount(i => i.Decision == ReviewDecision.Rejected)));
    }
}
