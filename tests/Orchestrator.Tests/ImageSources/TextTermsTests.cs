using FsCheck.Xunit;
using ImageSearchBench.Orchestrator.ImageSources.Library;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class TextTermsTests
{
    [Theory]
    [InlineData("意大利面", "意大 大利 利面")]
    [InlineData("狗", "狗")]
    [InlineData("红色的苹果", "红色 苹果")]
    [InlineData("Three Green Umbrellas", "three green umbrella")]
    [InlineData("a dog on the grass", "dog grass")]
    [InlineData("berries, buses & glass", "berry buse glass")]
    [InlineData("T恤和jeans", "t 恤和 jean")]
    [InlineData("ＣＡＴ　2024", "cat 2024")]
    [InlineData("。、！", "")]
    public void Terms_of_queries(string query, string terms) => TextTerms.OfQuery(query).Should().Equal(terms.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Texts_have_single_characters_too() =>
        TextTerms.OfText("白猫 cats").Should().Equal("白", "猫", "白猫", "cat");

    [Property]
    public void A_text_has_every_term_of_itself_as_a_query(string? text) =>
        TextTerms.OfQuery(text ?? "").Should().BeSubsetOf(TextTerms.OfText(text ?? ""));
}
