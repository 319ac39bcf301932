using FsCheck;
using FsCheck.Xunit;
using ImageSearchBench.Orchestrator.Audits;

namespace ImageSearchBench.Orchestrator.Tests.Audits;

public sealed class PairSampleTests
{
    [Property]
    public bool A_smaller_sample_is_the_beginning_of_a_larger_one_whatever_the_order(PositiveInt pairs, PositiveInt size, ulong seed)
    {
        var all = Pairs(pairs.Get).ToArray();

        var small = Draw(all, size.Get, seed);
        var large = Draw(all.Reverse(), size.Get + 5, seed);

        return small.SequenceEqual(large.Take(small.Count)) && small.Count == Math.Min(size.Get, all.Length) && small.Distinct().Count() == small.Count;
    }

    [Fact]
    public void Every_result_is_as_likely_as_any_other()
    {
        var all = Pairs(20).ToArray();
        var drawn = Enumerable.Range(0, 4000).SelectMany(seed => Draw(all, 5, (ulong)seed)).CountBy(p => p.ImageId).Select(c => c.Value).ToArray();

        // 4000 draws of 5 of 20: 1000 each, give or take five standard deviations of about 27.
        drawn.Should().HaveCount(20).And.OnlyContain(count => count > 863 && count < 1137);
    }

    [Fact]
    public void What_was_offered_is_counted()
    {
        var sample = new PairSample(3, 1);
        foreach (var pair in Pairs(10))
            sample.Offer(pair);

        sample.Offered.Should().Be(10);
        sample.Draw().Should().HaveCount(3);
    }

    private static IEnumerable<AuditPair> Pairs(int count) =>
        Enumerable.Range(0, count).Select(i => new AuditPair(i, $"q{i % 7}", "text", "en", $"i{i}", 1, Known: null));

    private static IReadOnlyList<AuditPair> Draw(IEnumerable<AuditPair> pairs, int size, ulong seed)
    {
        var sample = new PairSample(size, seed);
        foreach (var pair in pairs)
            sample.Offer(pair);
        return sample.Draw();
    }
}
