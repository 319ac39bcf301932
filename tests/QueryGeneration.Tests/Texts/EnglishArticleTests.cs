using ImageSearchBench.QueryGeneration.Texts;

namespace ImageSearchBench.QueryGeneration.Tests.Texts;

public sealed class EnglishArticleTests
{
    [Theory]
    [InlineData("person", "a person")]
    [InlineData("umbrella", "an umbrella")]
    [InlineData("apple", "an apple")]
    [InlineData("oven", "an oven")]
    [InlineData("unicycle", "a unicycle")]
    [InlineData("unidentified object", "an unidentified object")]
    [InlineData("utensil", "a utensil")]
    [InlineData("European bison", "a European bison")]
    [InlineData("hourglass", "an hourglass")]
    [InlineData("horse", "a horse")]
    [InlineData("SUV", "an SUV")]
    [InlineData("USB stick", "a USB stick")]
    [InlineData("TV", "a TV")]
    [InlineData("x-ray machine", "an x-ray machine")]
    [InlineData("8-ball", "an 8-ball")]
    [InlineData("bus", "a bus")]
    [InlineData("wine glass", "a wine glass")]
    [InlineData("sports ball", "a sports ball")]
    [InlineData("tennis racket", "a tennis racket")]
    [InlineData("bowl of fruit", "a bowl of fruit")]
    [InlineData("man with glasses", "a man with glasses")]
    [InlineData("Cabinet/shelf", "a Cabinet/shelf")]
    public void Singular_nouns_take_an_article_by_sound(string phrase, string expected) => EnglishArticle.Add(phrase).Should().Be(expected);

    [Theory]
    [InlineData("skis")]
    [InlineData("scissors")]
    [InlineData("people")]
    [InlineData("leather shoes")]
    [InlineData("slices of pizza")]
    [InlineData("broccoli")]
    [InlineData("toilet paper")]
    [InlineData("the Eiffel Tower")]
    [InlineData("two dogs")]
    public void Plurals_mass_nouns_and_determined_phrases_take_none(string phrase) => EnglishArticle.Add(phrase).Should().Be(phrase);
}
