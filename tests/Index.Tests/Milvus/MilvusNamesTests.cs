using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Index.Milvus;

namespace ImageSearchBench.Index.Tests.Milvus;

public sealed class MilvusNamesTests
{
    [Theory]
    [InlineData("photos", "isb_photos")]
    [InlineData("a_b.c-d", "isb_a_5fb_2ec_2dd")]
    [InlineData("_5f", "isb__5f5f")]
    public void A_name_goes_there_and_back(string name, string encoded)
    {
        MilvusNames.Encode(name).Should().Be(encoded).And.MatchRegex("^[A-Za-z_][A-Za-z0-9_]*$");
        MilvusNames.Decode(encoded).Should().Be(name);
    }

    [Theory]
    [InlineData("somebody_elses")]
    [InlineData("isb_a_zz")]
    [InlineData("isb_a_")]
    public void Other_peoples_collections_are_left_alone(string encoded) => MilvusNames.Decode(encoded).Should().BeNull();

    [Fact]
    public void A_name_that_gets_too_long_is_refused()
    {
        var encode = () => MilvusNames.Encode(new string('_', 100));
        encode.Should().Throw<BenchException>().Where(e => e.Kind == ErrorKind.InvalidArgument);
    }

    [Fact]
    public void Texts_in_expressions_cannot_end_early() =>
        MilvusExpressions.WithIds(["a\"] or id in [\"b", "c\\"]).Should().Be("""id in ["a\"] or id in [\"b","c\\"]""");
}
