using System.Text;
using FsCheck.Xunit;
using ImageSearchBench.Evaluator.Rankings;
using ImageSearchBench.Evaluator.Score.Input;

namespace ImageSearchBench.Evaluator.Tests.Rankings;

public sealed class RankingOrderTests
{
    [Property(MaxTest = 300)]
    public void Utf8_order_of_strings_is_that_of_their_bytes(string? x, string? y)
    {
        // Lone surrogates have no UTF-8.
        var (first, second) = (Valid(x), Valid(y));
        Math.Sign(Utf8Order.Compare(first, second)).Should().Be(
            Math.Sign(Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(second))));
    }

    [Theory]
    [InlineData("\uFF21", "\U0001F600")]
    [InlineData("\uD7FF", "\U00010000")]
    [InlineData("a\uE000", "a\U0010FFFF")]
    public void Characters_beyond_the_basic_plane_come_last(string before, string after)
    {
        Utf8Order.Compare(before, after).Should().BeNegative();
        Utf8Order.Compare(after, before).Should().BePositive();
    }

    [Property(MaxTest = 300)]
    public void Both_kinds_of_ids_give_the_one_order(int[]? scores)
    {
        // Few distinct scores: many ties.
        double[] values = [.. (scores ?? []).Select(s => (double)(s % 4))];
        string[] ids = [.. values.Select((_, i) => $"d{i * 7919 % 1000}")];
        var table = new IdTable();
        foreach (var id in ids.Distinct())
            table.TryAdd(Encoding.UTF8.GetBytes(id), IdHash.Of(Encoding.UTF8.GetBytes(id)), out _);
        if (ids.Distinct().Count() != ids.Length)
            return;

        var expected = Enumerable.Range(0, ids.Length).OrderByDescending(i => values[i]).ThenByDescending(i => ids[i], StringComparer.Ordinal).ToArray();
        var (byString, byBytes) = (new int[ids.Length], new int[ids.Length]);
        RankingOrder.Sort([.. values], byString, new StringIds(ids));
        RankingOrder.Sort([.. values], byBytes, table);

        byString.Should().Equal(expected);
        byBytes.Should().Equal(expected);
    }

    private static string Valid(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
}
