using ImageSearchBench.Encoder.Texts;

namespace ImageSearchBench.Encoder.Tests.Texts;

/// <summary>Repairs, each with what ftfy 6 makes of the text (its own documentation's examples and rules).</summary>
public sealed class FixTextTests
{
    [Theory]
    [InlineData("schÃ¶n", "schön")]
    [InlineData("âœ” No problems", "✔ No problems")]
    [InlineData("Ã©tÃ©", "été")]
    [InlineData("L&AMP;AMP;ATILDE;&AMP;AMP;SUP3;PEZ", "LóPEZ")]
    [InlineData("&amp;amp;amp;", "&")]
    [InlineData("a & b", "a & b")]
    [InlineData("<b>&amp;</b>", "<b>&amp;</b>")]
    [InlineData("ＬＯＵＤ　ＮＯＩＳＥＳ", "LOUD NOISES")]
    [InlineData("“quoted” ‘text’", "\"quoted\" 'text'")]
    [InlineData("ﬂuﬃest", "fluffiest")]
    [InlineData("\u001b[36;44mblue\u001b[0m", "blue")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\ufeffx\u0007y", "xy")]
    [InlineData("\u0085nel", "…nel")]
    [InlineData("一只猫，两只狗", "一只猫,两只狗")]
    // What is right stays: accents, symbols, other scripts.
    [InlineData("São Paulo, Zürich, ŁÓDŹ", "São Paulo, Zürich, ŁÓDŹ")]
    [InlineData("CAFÉ® 20°C ½", "CAFÉ® 20°C ½")]
    [InlineData("МОСКВА Ελλάδα 日本語", "МОСКВА Ελλάδα 日本語")]
    public void Repairs_what_is_broken_and_nothing_else(string text, string expected) => FixText.Apply(text).Should().Be(expected);

    [Theory]
    [InlineData("&lt;b&gt;", "<b>")]
    [InlineData("&amp and &copy 2020", "& and © 2020")]
    [InlineData("this&not that", "this¬ that")]
    [InlineData("&#128;&#x41;&#65;&#0;", "€AA\ufffd")]
    [InlineData("AT&T &unknown; &", "AT&T &unknown; &")]
    public void Unescapes_as_Python_does(string text, string expected) => HtmlEntities.Unescape(text).Should().Be(expected);
}
