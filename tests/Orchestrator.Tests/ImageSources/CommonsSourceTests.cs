using System.Text.Json.Nodes;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.ImageSources;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

public sealed class CommonsSourceTests
{
    private static readonly ImageQuery Dog = new("dog", "en");

    [Fact]
    public async Task It_asks_as_documented_and_sorts_by_rank()
    {
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = context => context.SendAsync(Replies.Commons(
            [Replies.CommonsPage(7, 2, "https://upload.wikimedia.org/b.jpg"), Replies.CommonsPage(9, 1, "https://upload.wikimedia.org/a.jpg")]));
        await using var source = bench.Commons();

        var page = await source.SearchAsync(Dog, "", CancellationToken.None);

        bench.Server.Requests.Should().ContainSingle().Which.Should().ContainAll(
            "action=query", "formatversion=2", "generator=search", "gsrnamespace=6", "gsrsearch=filetype%3Abitmap%20dog", "gsrlimit=50",
            "iiprop=url%7Csize%7Cmime%7Cmediatype%7Cuser%7Cextmetadata", "iiurlwidth=960", "maxlag=5");
        (page.Total, page.NextPage).Should().Be((null, ""));
        page.Images.Select(i => i.Key).Should().Equal("https://upload.wikimedia.org/a.jpg", "https://upload.wikimedia.org/b.jpg");
        page.Images[0].Should().Be(new FoundImage("https://upload.wikimedia.org/a.jpg")
        {
            Url = "https://upload.wikimedia.org/a.jpg-960px",
            Width = 2000,
            Height = 1500,
            Title = "A dog & a ball",
            Page = "https://commons.wikimedia.org/wiki/File:Dog_9.jpg",
            Licence = "CC BY 4.0 https://creativecommons.org/licenses/by/4.0",
            Attribution = "Jane",
        });
    }

    [Fact]
    public async Task All_of_continue_is_sent_back_until_a_page_is_whole_and_then_for_the_next()
    {
        await using var bench = await SourceBench.StartAsync();
        var (first, second) = (Replies.CommonsPage(1, 1, "https://u.org/1.jpg"), Replies.CommonsPage(2, 2, "https://u.org/2.jpg"));
        var secondLater = new JsonObject { ["pageid"] = 2, ["ns"] = 6, ["title"] = "File:Dog 2.jpg", ["index"] = 2 };
        bench.Server.Answer = context => (context.Request.Query["iicontinue"].ToString(), context.Request.Query["gsroffset"].ToString()) switch
        {
            ("", "") => context.SendAsync(Replies.Commons([first, secondLater], new JsonObject { ["iicontinue"] = "Dog_2.jpg|2024", ["continue"] = "||" }, isWhole: false)),
            ("Dog_2.jpg|2024", "") => context.SendAsync(Replies.Commons([second], new JsonObject { ["gsroffset"] = 50, ["continue"] = "gsroffset||" })),
            _ => context.SendAsync(Replies.Commons([Replies.CommonsPage(3, 51, "https://u.org/3.jpg")])),
        };
        await using var source = bench.Commons();

        var one = await source.SearchAsync(Dog, "", CancellationToken.None);
        var two = await source.SearchAsync(Dog, one.NextPage, CancellationToken.None);

        one.Images.Select(i => (i.Key, i.Fault)).Should().Equal(("https://u.org/1.jpg", null), ("https://u.org/2.jpg", null));
        two.Images.Select(i => i.Key).Should().Equal("https://u.org/3.jpg");
        (two.NextPage, bench.Server.Requests.Count).Should().Be(("", 3));
        bench.Server.Requests.ElementAt(1).Should().Contain("continue=%7C%7C");
        bench.Server.Requests.ElementAt(2).Should().Contain("gsroffset=50").And.Contain("continue=gsroffset%7C%7C");
    }

    [Fact]
    public async Task No_query_means_no_hit()
    {
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = context => context.SendAsync(new JsonObject { ["batchcomplete"] = true });
        await using var source = bench.Commons();

        (await source.SearchAsync(Dog, "", CancellationToken.None)).Should().BeEquivalentTo(new ImagePage([], null, ""));
    }

    [Fact]
    public async Task Files_without_an_address_of_their_licence_are_told()
    {
        await using var bench = await SourceBench.StartAsync();
        var (unlicensed, sound, broken) = (Replies.CommonsPage(1, 1, "https://u.org/1"), Replies.CommonsPage(2, 2, "https://u.org/2"), Replies.CommonsPage(3, 3, "https://u.org/3"));
        unlicensed["imageinfo"]![0]!["extmetadata"]!.AsObject().Remove("LicenseUrl");
        sound["imageinfo"]![0]!["mime"] = "audio/ogg";
        broken["imageinfo"] = new JsonArray("nonsense");
        bench.Server.Answer = context => context.SendAsync(Replies.Commons([unlicensed, sound, broken]));
        await using var source = bench.Commons();

        (await source.SearchAsync(Dog, "", CancellationToken.None)).Images.Select(i => i.Fault)
            .Should().Equal("the result has no address of a licence.", "it is audio/ogg, no image.", "the result has no URL.");
    }

    [Fact]
    public async Task Lagging_databases_are_waited_for_though_the_status_is_200()
    {
        await using var bench = await SourceBench.StartAsync();
        var asked = 0;
        bench.Server.Answer = context =>
        {
            if (++asked > 1)
                return context.SendAsync(Replies.Commons([]));
            context.Response.Headers["MediaWiki-API-Error"] = "maxlag";
            context.Response.Headers.RetryAfter = "0";
            return context.SendAsync(new JsonObject { ["error"] = new JsonObject { ["code"] = "maxlag", ["info"] = "Waiting for a database: 6 seconds lagged." } });
        };
        await using var source = bench.Commons();

        await source.SearchAsync(Dog, "", CancellationToken.None);

        asked.Should().Be(2);
    }

    [Fact]
    public async Task An_error_of_the_API_is_told_as_it_says_it()
    {
        await using var bench = await SourceBench.StartAsync();
        bench.Server.Answer = context => context.SendAsync(new JsonObject { ["error"] = new JsonObject { ["code"] = "cirrussearch-too-busy-error", ["info"] = "Search is currently too busy." } });
        await using var source = bench.Commons();

        var fault = await FluentActions.Awaiting(() => source.SearchAsync(Dog, "", CancellationToken.None)).Should().ThrowAsync<BenchException>();

        fault.Which.Kind.Should().Be(ErrorKind.Unavailable);
        fault.Which.Message.Should().Contain("Search is currently too busy.");
    }
}
