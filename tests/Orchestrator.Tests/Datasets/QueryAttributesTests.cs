using ImageSearchBench.Orchestrator.Datasets;

namespace ImageSearchBench.Orchestrator.Tests.Datasets;

public sealed class QueryAttributesTests
{
    [Theory]
    [InlineData("relevant_from", "0", "0")]
    [InlineData("relevant_from", "1", "1")]
    [InlineData("relevant_from", "2", "2 to 5")]
    [InlineData("relevant_from", "101", "101 or more")]
    [InlineData("length_from", "1", "1 to 4")]
    [InlineData("length_from", "41", "41 or more")]
    [InlineData("length_from", "7", "7")]
    [InlineData("level", "2", "2")]
    [InlineData("topic", "101", "101")]
    public void A_group_says_what_it_spans(string attribute, string value, string text) => QueryAttributes.Describe(attribute, value).Should().Be(text);
}
