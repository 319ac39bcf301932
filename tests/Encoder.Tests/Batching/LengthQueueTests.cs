using FsCheck.Xunit;
using ImageSearchBench.Encoder.Batching;

namespace ImageSearchBench.Encoder.Tests.Batching;

/// <summary>Which of the inputs of one length go together, and who is overtaken by whom.</summary>
public sealed class LengthQueueTests
{
    private static readonly Comparer<int> Ascending = Comparer<int>.Default;
    private long _clock;

    [Fact]
    public void Without_an_order_the_oldest_go_first()
    {
        var queue = new LengthQueue<int>(order: null);
        AddAll(queue, 5, 1, 4, 2);
        Inputs(queue.Take(3)).Should().Equal(5, 1, 4);
        AddAll(queue, 0);
        Inputs(queue.Take(3)).Should().Equal(2, 0);
    }

    [Fact]
    public void What_comes_later_waits_until_all_that_were_put_in_order_have_gone()
    {
        var queue = new LengthQueue<int>(Ascending);
        AddAll(queue, 9, 8, 7, 6);
        Inputs(queue.Take(2)).Should().Equal(6, 7);
        AddAll(queue, 1, 2);
        Inputs(queue.Take(2)).Should().Equal(8, 9);
        Inputs(queue.Take(2)).Should().Equal(1, 2);
        queue.Count.Should().Be(0);
        queue.Take(2).Should().BeEmpty();
        queue.Oldest.Should().Be(long.MaxValue);
    }

    [Fact]
    public void The_oldest_counts_wherever_it_stands()
    {
        var queue = new LengthQueue<int>(Ascending);
        AddAll(queue, 9, 1, 2);
        queue.Oldest.Should().Be(0);
        queue.Take(2);
        AddAll(queue, 0);
        queue.Oldest.Should().Be(0);
        queue.Take(2);
        queue.Oldest.Should().Be(3);
    }

    [Fact]
    public async Task What_was_given_up_is_told_so_even_where_it_does_not_go_next()
    {
        var queue = new LengthQueue<int>(Ascending);
        AddAll(queue, 1, 2, 3);
        using var stop = new CancellationTokenSource();
        var given = new Pending<int>(9, 1, 0, stop.Token);
        queue.Add(given);
        Inputs(queue.Take(2)).Should().Equal(1, 2);
        await stop.CancelAsync();
        queue.DropCancelled();
        await given.Done.Invoking(d => d).Should().ThrowAsync<OperationCanceledException>();
        queue.Count.Should().Be(1);
        Inputs(queue.Take(2)).Should().Equal(3);
    }

    [Fact]
    public async Task Closing_fails_what_was_put_in_order_and_what_was_not()
    {
        var queue = new LengthQueue<int>(Ascending);
        Pending<int>[] all = [.. Enumerable.Range(0, 3).Select(i => new Pending<int>(i, 1, i, default))];
        queue.Add(all[0]);
        queue.Add(all[1]);
        queue.Take(1);
        queue.Add(all[2]);
        queue.Fail(new InvalidOperationException("closed"));
        all[0].Done.IsCompleted.Should().BeFalse();
        foreach (var pending in all[1..])
            await pending.Done.Invoking(d => d).Should().ThrowAsync<InvalidOperationException>();
        queue.Count.Should().Be(0);
    }

    [Property(MaxTest = 100)]
    public void Each_input_goes_once_and_none_is_overtaken_by_more_than_are_put_in_order_together(int seed)
    {
        const int Together = 1024;
        var random = new Random(seed);
        var queue = new LengthQueue<int>(random.Next(2) == 0 ? Ascending : null);
        var (added, taken) = (new List<Pending<int>>(), new List<Pending<int>>());
        for (var step = 0; step < 60 || queue.Count > 0; step++)
        {
            for (var i = step < 60 ? random.Next(120) : 0; i > 0; i--)
            {
                var pending = new Pending<int>(random.Next(50), 1, added.Count, default);
                added.Add(pending);
                queue.Add(pending);
            }

            var most = random.Next(1, 90);
            var batch = queue.Take(most);
            batch.Count.Should().BeLessThanOrEqualTo(most);
            taken.AddRange(batch);
        }

        taken.Count.Should().Be(added.Count);
        added.ToHashSet().SetEquals(taken).Should().BeTrue();
        // An input is overtaken by those behind it that go before it.
        var youngest = 0L;
        foreach (var pending in taken)
        {
            (youngest - pending.Arrived).Should().BeLessThan(Together);
            youngest = Math.Max(youngest, pending.Arrived);
        }
    }

    private static IEnumerable<int> Inputs(IEnumerable<Pending<int>> batch) => batch.Select(p => p.Input);

    private void AddAll(LengthQueue<int> queue, params int[] inputs)
    {
        foreach (var input in inputs)
            queue.Add(new Pending<int>(input, 1, _clock++, default));
    }
}
