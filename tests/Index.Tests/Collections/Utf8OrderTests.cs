using FsCheck.Xunit;
using ImageSearchBench.Index.Collections;

namespace ImageSearchBench.Index.Tests.Collections;

public sealed class Utf8OrderTests
{
    [Property(MaxTest = 500)]
    public bool It_is_the_order_of_the_bytes(int[] a, int[] b) => Agrees(Text(a), Text(b));

    [Theory]
    [InlineData("\uFFFD", "😀")]
    [InlineData("\uE000", "\U00010000")]
    [InlineData("a", "aa")]
    [InlineData("Z", "a")]
    public void Planes_above_the_first_go_last(string first, string second)
    {
        Utf8Order.Compare(first, second).Should().BeNegative();
        Agrees(first, second).Should().BeTrue();
    }

    private static bool Agrees(string a, string b) => Math.Sign(Utf8Order.Compare(a, b)) == Math.Sign(Vectors.CompareUtf8(a, b));

    // Few code points around the borders of UTF-16 and UTF-8, so that texts share prefixes.
    private static string Text(int[] seeds) => string.Concat(seeds.Select(s => char.ConvertFromUtf32(new[]
    {
        'a', 'b', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF,
    }[(s & int.MaxValue) % 11])));
}
