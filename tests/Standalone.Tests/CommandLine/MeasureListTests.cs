using ImageSearchBench.Standalone.CommandLine;

namespace ImageSearchBench.Standalone.Tests.CommandLine;

public sealed class MeasureListTests
{
    [Theory]
    [InlineData("P@5", "P@5")]
    [InlineData("P@5,R@20", "P@5|R@20")]
    [InlineData("P@5, R@20 ,RR", "P@5|R@20|RR")]
    [InlineData("P.5,10,map", "P.5,10|map")]
    [InlineData("P(rel=2,judged_only=True)@5,AP", "P(rel=2,judged_only=True)@5|AP")]
    [InlineData("utility.2,-1,-.5,0", "utility.2,-1,-.5,0")]
    [InlineData("map,utility.1,-1,+0.5,.25,P.5", "map|utility.1,-1,+0.5,.25|P.5")]
    [InlineData(",,", "")]
    public void A_list_is_split_where_a_measure_ends(string list, string measures) =>
        string.Join('|', MeasureList.Split([list])).Should().Be(measures);

    [Fact]
    public void The_option_may_be_given_several_times() => MeasureList.Split(["P@5", "5,RR"]).Should().Equal("P@5", "5", "RR");

    [Fact]
    public void None_gives_none() => MeasureList.Split(null).Should().BeEmpty();
}
