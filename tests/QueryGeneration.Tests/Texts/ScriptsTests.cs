using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Tests.Texts;

public sealed class ScriptsTests
{
    [Theory]
    [InlineData("一只狗在草地上", "zh", true)]
    [InlineData("红色T恤", "zh", true)]
    [InlineData("a dog on the grass", "zh", false)]
    [InlineData("a dog on the grass", "en", true)]
    [InlineData("a café table", "en", true)]
    [InlineData("a dog 狗", "en", false)]
    [InlineData("собака", "en", false)]
    [InlineData("123", "en", false)]
    public void The_letters_decide(string text, string language, bool expected) => Scripts.IsIn(text, Languages.Parse(language)).Should().Be(expected);

    [Theory]
    [InlineData("一只狗，在草地上。", "zh", 7)]
    [InlineData("a dog, on the grass.", "en", 5)]
    public void Length_is_in_characters_or_words(string text, string language, int expected) =>
        Scripts.LengthIn(text, Languages.Parse(language)).Should().Be(expected);

    [Fact]
    public void Seeded_samples_are_the_same_everywhere()
    {
        // Made by this implementation once; they must not change between versions and machines.
        SeededRandom.Number("objects", "1", "食物", "0").Should().Be(SeededRandom.Number("objects", "1", "食物", "0"));
        SeededRandom.Create("x").Sample([1, 2, 3, 4, 5, 6, 7, 8, 9], 4).Should().OnlyHaveUniqueItems().And.HaveCount(4);
        SeededRandom.Create("x").Sample([1, 2], 4).Should().BeEquivalentTo([1, 2]);
    }
}
