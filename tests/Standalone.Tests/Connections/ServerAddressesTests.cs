using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Connections;

namespace ImageSearchBench.Standalone.Tests.Connections;

public sealed class ServerAddressesTests
{
    [Fact]
    public void One_address_stands_for_all_services() =>
        ServerAddresses.Parse(["http://127.0.0.1:7100"]).Should().Be(
            new ServerAddresses(new("http://127.0.0.1:7100"), new("http://127.0.0.1:7100"), new("http://127.0.0.1:7100")));

    [Fact]
    public void Services_can_be_named() =>
        ServerAddresses.Parse(["index=http://c:3", "encoder=http://a:1", "orchestrator=http://b:2?x=y", "querygeneration=http://d:4"])
            .Should().Be(new ServerAddresses(new("http://a:1"), new("http://b:2?x=y"), new("http://d:4")));

    [Fact]
    public void Most_verbs_do_without_QueryGeneration() =>
        ServerAddresses.Parse(["encoder=http://a:1", "orchestrator=http://b:2"])!.QueryGeneration.Should().BeNull();

    [Fact]
    public void A_named_service_goes_before_the_address_of_all() =>
        ServerAddresses.Parse(["http://b:2", "encoder=http://a:1"]).Should().Be(new ServerAddresses(new("http://a:1"), new("http://b:2"), new("http://b:2")));

    [Fact]
    public void No_value_means_no_server() => ServerAddresses.Parse([]).Should().BeNull();

    [Theory]
    [InlineData("127.0.0.1:7100")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("painter=http://127.0.0.1:1")]
    [InlineData("encoder=http://127.0.0.1:1")]
    [InlineData("encoder=")]
    public void What_is_no_address_is_refused(string value) =>
        FluentActions.Invoking(() => ServerAddresses.Parse([value])).Should().Throw<UsageException>();
}
