using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.ImageSources;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class HttpJsonSourceTests
{
    private const string Key = "ISB_TEST_SEARCH_KEY";

    private static readonly ImageQuery Dog = new("狗 & cat", "zh");

    [Fact]
    public async Task It_asks_and_reads_as_its_file_says()
    {
        Environment.SetEnvironmentVariable(Key, "secret/1");
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = context =>
        {
            context.Request.Headers["X-Api-Key"].ToString().Should().Be("Key secret/1");
            context.Request.Query["q"].ToString().Should().Be("狗 & cat");
            context.Request.Query["l"].ToString().Should().Be("zh");
            var offset = context.Request.Query["from"].ToString();
            return context.SendAsync(new JsonObject
            {
                ["found"] = new JsonObject
                {
                    ["count"] = "3",
                    ["items"] = offset == "0"
                        ? new JsonArray(
                            new JsonObject { ["image"] = new JsonObject { ["src"] = "https://a.org/1", ["w"] = "640", ["h"] = 480 }, ["name"] = "A dog", ["ad"] = false },
                            new JsonObject { ["image"] = new JsonObject { ["src"] = "https://a.org/2" }, ["by"] = "Jane", ["rights"] = "CC BY 4.0", ["ad"] = true })
                        : new JsonArray(new JsonObject { ["name"] = "nothing" }),
                },
            });
        };
        await using var source = await bench.HttpAsync(Config($"http://{bench.Server.Host}/s?q={{query}}&l={{language}}&from={{offset}}&n={{page_size}}"));

        var one = await source.SearchAsync(Dog, "", CancellationToken.None);
        var two = await source.SearchAsync(Dog, one.NextPage, CancellationToken.None);

        one.Total.Should().Be(3);
        one.Images.Should().Equal(
            new FoundImage("https://a.org/1") { Url = "https://a.org/1", Width = 640, Height = 480, Title = "A dog", Licence = "own photos" },
            new FoundImage("https://a.org/2") { Url = "https://a.org/2", Attribution = "Jane", Licence = "CC BY 4.0", IsAdvertisement = true });
        two.Images.Should().ContainSingle().Which.Fault.Should().Be("the result has no URL.");
        two.NextPage.Should().BeEmpty();
        source.Describe().ToJsonString().Should().Contain("mine").And.NotContain("secret");
    }

    [Fact]
    public async Task A_key_is_in_no_fault_and_follows_no_redirect()
    {
        Environment.SetEnvironmentVariable(Key, "topsecret");
        await using var other = await RecordedServer.StartAsync();
        await using var bench = await SourceBench.StartAsync(new Dictionary<string, string?> { ["Fetching:AllowedPrivateHosts:1"] = other.Host });
        bench.Server.Answer = context =>
        {
            context.Response.Headers.Location = other.Url("steal");
            return context.SendAsync(307);
        };
        await using var source = await bench.HttpAsync(Config($"http://{bench.Server.Host}/s?q={{query}}&key={{env:{Key}}}"));

        var fault = await FluentActions.Awaiting(() => source.SearchAsync(Dog, "", CancellationToken.None)).Should().ThrowAsync<BenchException>();

        fault.Which.ToString().Should().Contain("sends elsewhere").And.NotContain("topsecret");
        bench.Server.Requests.Should().ContainSingle().Which.Should().Contain("key=topsecret");
        other.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"name": "x"}""", "missing required")]
    [InlineData("""{"name": "a b", "url": "https://a.org/{query}", "results": "", "fields": {"url": "/u"}}""", "name: 'a b' is no name")]
    [InlineData("""{"name": "x", "url": "https://a.org/", "results": "", "fields": {"url": "/u"}}""", "url: it must have the place {query}")]
    [InlineData("""{"name": "x", "url": "file:///{query}", "results": "", "fields": {"url": "/u"}}""", "http or https")]
    [InlineData("""{"name": "x", "url": "https://a.org/{query}{cookie}", "results": "", "fields": {"url": "/u"}}""", "{cookie} is unknown")]
    [InlineData("""{"name": "x", "url": "https://a.org/{query}", "headers": {"K": "{env:ISB_NOT_SET}"}, "results": "", "fields": {"url": "/u"}}""", "ISB_NOT_SET is not set")]
    [InlineData("""{"name": "x", "url": "https://a.org/{query}", "results": "hits", "fields": {"url": "/u"}}""", "'hits' is no JSON pointer")]
    [InlineData("""{"name": "x", "url": "https://a.org/{query}", "results": "", "fields": {"url": "/u"}, "page_size": 0}""", "page_size: must be 1 to 1000")]
    [InlineData("""{"name": "x", "url": "https://a.org/{query}", "results": "", "fields": {"url": "/u"}, "pagesize": 5}""", "pagesize")]
    [InlineData("""{"name": """, ":1: ")]
    public async Task Faults_of_the_file_are_told(string json, string message)
    {
        await using var bench = await SourceBench.StartAsync();

        await FluentActions.Awaiting(() => bench.HttpAsync(json)).Should().ThrowAsync<BenchException>().WithMessage($"*source.json*{message}*");
    }

    [Fact]
    public async Task A_reply_of_another_shape_names_the_field_to_check()
    {
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = context => context.SendAsync(new JsonObject { ["items"] = 1 });
        await using var source = await bench.HttpAsync(
            $$"""{"name": "x", "url": "http://{{bench.Server.Host}}/{query}", "results": "/items", "fields": { "url": "/u" } }""");

        await FluentActions.Awaiting(() => source.SearchAsync(Dog, "", CancellationToken.None)).Should().ThrowAsync<BenchException>().WithMessage("x: *no array at '/items'*");
    }

    private static string Config(string url) => $$"""
        {
          "name": "mine", "url": "{{url}}", "headers": { "X-Api-Key": "Key {env:{{Key}}}" },
          "results": "/found/items", "total": "/found/count", "page_size": 2, "per_minute": 60000, "licence": "own photos",
          "fields": { "url": "/image/src", "width": "/image/w", "height": "/image/h", "title": "/name", "licence": "/rights", "attribution": "/by", "advertisement": "/ad" }
        }
        """;
}
