using ImageSearchBench.QueryGeneration.Similarity;

namespace ImageSearchBench.QueryGeneration.Tests.Similarity;

public sealed class CharacterNGramIndexTests
{
    [Theory]
    [InlineData("红苹果", "苹果", 0.7746)]
    [InlineData("小汽车", "大汽车", 0.6)]
    [InlineData("苹果", "苹果", 1)]
    [InlineData("Apple pie", "apple PIE", 1)]
    [InlineData("苹果", "汽车", 0)]
    public void Similarity_is_the_cosine_of_characters_and_pairs(string text, string accepted, double expected)
    {
        var index = new CharacterNGramIndex();
        index.Add(accepted);

        index.FindNearest(text)!.Value.Similarity.Should().BeApproximately(expected, 0.0001);
    }

    [Fact]
    public void The_nearest_of_many_is_found_and_nothing_near_nothing()
    {
        var index = new CharacterNGramIndex();
        index.FindNearest("苹果").Should().BeNull();
        foreach (var text in new[] { "汽车", "青苹果", "苹果树", "果汁" })
            index.Add(text);

        index.FindNearest("青苹果汁")!.Value.Text.Should().Be("青苹果");
    }
}
