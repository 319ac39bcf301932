using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.ImageSources;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class OpenverseSourceTests
{
    private static readonly ImageQuery Dog = new("dog & cat", "en");

    [Fact]
    public async Task Results_come_page_by_page_with_licence_and_attribution()
    {
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = context =>
        {
            var page = int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture);
            context.Request.Query["q"].ToString().Should().Be("dog & cat");
            context.Request.Query["page_size"].ToString().Should().Be("20");
            context.Request.Headers.UserAgent.ToString().Should().StartWith("ImageSearchBench/");
            return context.SendAsync(Replies.Openverse(Enumerable.Range(0, page == 3 ? 5 : 20).Select(i => Replies.OpenverseResult($"https://a.org/{page}-{i}")), 45, page));
        };
        await using var source = bench.Openverse();

        var pages = new List<ImagePage>();
        for (var token = ""; pages.Count == 0 || token.Length > 0; token = pages[^1].NextPage)
            pages.Add(await source.SearchAsync(Dog, token, CancellationToken.None));

        pages.Select(p => p.Images.Count).Should().Equal(20, 20, 5);
        pages.Should().OnlyContain(p => p.Total == 45);
        bench.Server.Count("/v1/images/").Should().Be(3);
        pages[0].Images[0].Should().Be(new FoundImage("https://a.org/1-0")
        {
            Url = "https://a.org/1-0",
            Width = 640,
            Height = 480,
            Title = "A dog on the beach",
            Page = "https://www.flickr.com/photos/1/2",
            Licence = "CC BY-SA 4.0 https://creativecommons.org/licenses/by-sa/4.0/",
            Attribution = "\"A dog on the beach\" by Jane Doe is licensed under CC BY-SA 4.0.",
        });
    }

    [Fact]
    public async Task Missing_fields_are_told_image_by_image()
    {
        await using var bench = await SourceBench.StartAsync();
        var bare = new JsonObject { ["id"] = "x", ["url"] = "https://a.org/bare", ["license"] = "cc0", ["width"] = null, ["height"] = null, ["title"] = null };
        var (noUrl, noLicence, mature) = (Replies.OpenverseResult("u"), Replies.OpenverseResult("https://a.org/2"), Replies.OpenverseResult("https://a.org/3"));
        noUrl["url"] = null;
        noLicence.Remove("license");
        mature["mature"] = true;
        bench.Server.Answer = context => context.SendAsync(Replies.Openverse([bare, noUrl, noLicence, mature], 4, 1));
        await using var source = bench.Openverse();

        var images = (await source.SearchAsync(Dog, "", CancellationToken.None)).Images;

        images[0].Should().Be(new FoundImage("https://a.org/bare") { Url = "https://a.org/bare", Licence = "CC0" });
        images.Skip(1).Select(i => i.Fault).Should().Equal("the result has no URL.", "the result has no licence.", "the source marks it as mature.");
    }

    [Fact]
    public async Task A_registered_client_asks_for_one_token_and_sends_it()
    {
        await using var bench = await SourceBench.StartAsync(new Dictionary<string, string?>
        {
            ["ImageSources:Openverse:ClientId"] = "me",
            ["ImageSources:Openverse:ClientSecret"] = "hidden",
        });
        bench.Server.Answer = async context =>
        {
            if (context.Request.Path.StartsWithSegments("/v1/auth_tokens/token", StringComparison.Ordinal))
            {
                var form = await context.Request.ReadFormAsync();
                form.Select(f => $"{f.Key}={f.Value}").Should().BeEquivalentTo("grant_type=client_credentials", "client_id=me", "client_secret=hidden");
                return await context.SendAsync(new JsonObject { ["access_token"] = "t1", ["expires_in"] = 43200, ["token_type"] = "Bearer", ["scope"] = "read" });
            }

            context.Request.Headers.Authorization.ToString().Should().Be("Bearer t1");
            return await context.SendAsync(Replies.Openverse([], 0, 1));
        };
        await using var source = bench.Openverse();

        await source.SearchAsync(Dog, "", CancellationToken.None);
        (await source.SearchAsync(Dog, "", CancellationToken.None)).Should().BeEquivalentTo(new ImagePage([], 0, ""));

        bench.Server.Count("/v1/auth_tokens/").Should().Be(1);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says_so()
    {
        await using var bench = await SourceBench.StartAsync();
        var asked = 0;
        bench.Server.Answer = context => ++asked switch
        {
            1 => context.SendAsync(429, retryAfter: "0"),
            2 => context.SendAsync(503),
            _ => context.SendAsync(Replies.Openverse([Replies.OpenverseResult("https://a.org/1")], 1, 1)),
        };
        await using var source = bench.Openverse();

        (await source.SearchAsync(Dog, "", CancellationToken.None)).Images.Should().ContainSingle();

        asked.Should().Be(3);
    }

    [Theory]
    [InlineData(429, "3600", 1, ErrorKind.ResourceExhausted, "asked too often")]
    [InlineData(503, null, 4, ErrorKind.Unavailable, "fails (503)")]
    [InlineData(401, null, 1, ErrorKind.FailedPrecondition, "client's id and secret")]
    [InlineData(302, null, 1, ErrorKind.FailedPrecondition, "sends elsewhere")]
    [InlineData(400, null, 1, ErrorKind.FailedPrecondition, "answers 400")]
    public async Task What_does_not_help_ends_the_search_with_what_to_do(int status, string? retryAfter, int tries, ErrorKind kind, string message)
    {
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = context =>
        {
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return context.SendAsync(status, retryAfter);
        };
        await using var source = bench.Openverse();

        var fault = (await FluentActions.Awaiting(() => source.SearchAsync(Dog, "", CancellationToken.None)).Should().ThrowAsync<BenchException>()).Which;

        (fault.Kind, bench.Server.Requests.Count).Should().Be((kind, tries));
        fault.Message.Should().Contain("openverse").And.Contain(message).And.NotContain("dog");
    }

    [Theory]
    [InlineData("<html>busy</html>", "does not answer with JSON")]
    [InlineData("[]", "no 'results'")]
    [InlineData("{\"results\": {}}", "no 'results'")]
    [InlineData("{\"detail\": \"no\"}", "no 'results'")]
    public async Task What_is_no_reply_of_the_API_is_refused(string body, string message)
    {
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = async context =>
        {
            await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
            return true;
        };
        await using var source = bench.Openverse();

        await FluentActions.Awaiting(() => source.SearchAsync(Dog, "", CancellationToken.None)).Should().ThrowAsync<BenchException>().WithMessage($"*{message}*");
    }

    [Fact]
    public async Task A_reply_beyond_the_limit_is_cut_off()
    {
        await using var bench = await SourceBench.StartAsync(new Dictionary<string, string?> { ["ImageSources:MaxReplyBytes"] = "2000" });
        bench.Server.Answer = context => context.SendAsync(Replies.Openverse(Enumerable.Range(0, 20).Select(i => Replies.OpenverseResult($"https://a.org/{i}")), 20, 1));
        await using var source = bench.Openverse();

        await FluentActions.Awaiting(() => source.SearchAsync(Dog, "", CancellationToken.None)).Should().ThrowAsync<BenchException>().WithMessage("*more than 2000 bytes*");
    }

    [Fact]
    public async Task An_address_of_this_machine_is_not_asked_unless_it_is_allowed()
    {
        await using var bench = await SourceBench.StartAsync(new Dictionary<string, string?> { ["Fetching:AllowedPrivateHosts:0"] = "127.0.0.1:1" });
        await using var source = bench.Openverse();

        await FluentActions.Awaiting(() => source.SearchAsync(Dog, "", CancellationToken.None)).Should().ThrowAsync<BenchException>().WithMessage("*private network*");

        bench.Server.Requests.Should().BeEmpty();
    }
}
