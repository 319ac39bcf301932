using FsCheck;
using FsCheck.Xunit;
using ImageSearchBench.Index.Search;

namespace ImageSearchBench.Index.Tests.Search;

public sealed class QuickSelectTests
{
    [Property]
    public bool It_finds_the_kth_largest(NonEmptyArray<NormalFloat> numbers, PositiveInt k)
    {
        var values = numbers.Get.Select(n => MathF.Round((float)n.Get % 50)).ToArray();
        var rank = 1 + (k.Get % values.Length);
        return QuickSelect.Largest([.. values], rank) == values.OrderDescending().ElementAt(rank - 1);
    }
}
