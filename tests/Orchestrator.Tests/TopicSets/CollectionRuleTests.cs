using System.Globalization;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.ImageSources;
using Microsoft.AspNetCore.Http;
using static ImageSearchBench.Orchestrator.Tests.TopicSets.TopicBench;

namespace ImageSearchBench.Orchestrator.Tests.TopicSets;

/// <summary>Rules a to e of the method (4.6), each with its reason.</summary>
public sealed class CollectionRuleTests
{
    [Fact]
    public async Task A_query_with_too_few_results_in_all_is_dropped()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("few", Good(0, 4));
        bench.Finds("enough", Good(10, 5));

        var built = await bench.BuildAsync(bench.Spec("few", "enough", "none"));

        built.Texts.Should().Equal("enough");
        built.Reasons.Should().Equal("few a few_results", "none a few_results");
        built.Card["provenance"]!["dropped"]!["queries"]!["few_results"]!.GetValue<int>().Should().Be(2);
        ((string)built.Dropped[0]["detail"]!).Should().Be("4 results in all; at least 5 are wanted.");
    }

    [Fact]
    public async Task Advertisements_small_long_unusable_and_repeated_images_are_dropped()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds(
            "dog",
            new Result("picture/1", Ad: true),
            new Result("picture/2", 640, 111),
            new Result("picture/3", 300, 601),
            new Result("picture/4", NoUrl: true),
            new Result("picture/5", 300, 600),
            new Result("picture/5", 300, 600),
            new Result("picture/6", 112, 112),
            new Result("picture/7"),
            new Result("picture/8"));

        var built = await bench.BuildAsync(bench.Spec("dog"));

        built.Sources.Should().Equal("5", "6", "7");
        built.Reasons.Should().Equal(
            "dog 1 b advertisement", "dog 2 b small_side", "dog 3 b long_shape", "dog result 4 b unusable", "dog 5 b repeated");
        built.Card["skipped"]!["images"]!.GetValue<int>().Should().Be(5);
        built.Dataset.SkippedImages.Should().Be(5);
    }

    [Fact]
    public async Task A_query_with_too_few_images_left_of_those_looked_at_is_dropped()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("ads", [.. Enumerable.Range(0, 6).Select(i => new Result($"ad/{i}", Ad: true)), .. Good(0, 20)]);
        bench.Finds("fewer ads", [.. Enumerable.Range(0, 5).Select(i => new Result($"ad/{i}", Ad: true)), .. Good(100, 20)]);

        var built = await bench.BuildAsync(bench.Spec("ads", "fewer ads"));

        built.Texts.Should().Equal("fewer ads");
        built.Reasons.Should().Contain("ads c few_left").And.HaveCount(12);
        ((string)built.Dropped.First(d => d["image"] is null)["detail"]!).Should().Be("2 of the 8 images looked at are left; at least 3 are wanted.");
    }

    [Fact]
    public async Task A_query_whose_images_an_earlier_one_has_is_dropped()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("dog", Good(0, 8));
        bench.Finds("puppy", [.. Good(100, 7), .. Good(2, 1)]);
        bench.Finds("cat", [.. Good(200, 5), .. Good(5, 3)]);

        var built = await bench.BuildAsync(bench.Spec("dog", "puppy", "cat"));

        // Image 2 is kept for the dog; 5 was looked at, but not kept: nobody has it.
        built.Texts.Should().Equal("dog", "cat");
        built.Reasons.Should().Equal("puppy d already_taken");
        ((string)built.Dropped[0]["detail"]!).Should().EndWith("/picture/2' belongs to the query 'dog' already.");
    }

    [Fact]
    public async Task A_few_taken_images_are_passed_over_where_that_is_allowed()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("dog", Good(0, 8));
        bench.Finds("puppy", [.. Good(0, 2), .. Good(100, 6)]);
        bench.Finds("hound", [.. Good(0, 3), .. Good(110, 5)]);
        bench.Finds("cur", [.. Good(0, 2), .. Good(120, 2), .. Enumerable.Repeat(new Result("x", Ad: true), 4)]);
        var spec = bench.Spec("dog", "puppy", "hound", "cur");
        spec.Rules.MaxTaken = 2;

        var built = await bench.BuildAsync(spec);

        built.Texts.Should().Equal("dog", "puppy");
        built.Sources.Should().Equal("0", "1", "2", "100", "101", "102");
        built.Reasons.Should().StartWith(["puppy 0 d already_taken", "puppy 1 d already_taken", "hound d already_taken"]).And.EndWith("cur d already_taken");
    }

    [Fact]
    public async Task The_same_picture_under_another_address_is_noticed()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Before = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/copy", StringComparison.Ordinal))
                return false;
            await context.Response.Body.WriteAsync(RecordedServer.Picture("1"));
            return true;
        };
        bench.Finds("dog", [new Result("picture/1"), new Result("copy/a"), .. Good(2, 6)]);
        bench.Finds("puppy", [new Result("copy/b"), .. Good(100, 7)]);

        var built = await bench.BuildAsync(bench.Spec("dog", "puppy"));

        built.Sources.Should().Equal("1", "2", "3");
        built.Reasons.Should().Equal("dog a d same_picture", "puppy d same_picture");
        built.Dropped.Select(d => (string)d["detail"]!).Should().SatisfyRespectively(
            d => d.Should().StartWith("it is the same picture as '").And.EndWith("/picture/1'."),
            d => d.Should().EndWith("/copy/b' is a picture of the query 'dog' under another address."));
    }

    [Fact]
    public async Task In_the_place_of_an_image_that_cannot_be_had_comes_the_next_one()
    {
        await using var other = await RecordedServer.StartAsync();
        await using var bench = await TopicBench.StartAsync(new Dictionary<string, string?> { ["Orchestrator:MaxImageBytes"] = "100000" });
        bench.Before = context => Refuse(context, other.Url("picture/9"));
        bench.Finds("dog", [new Result("gone/1"), new Result("page/2"), new Result("moved/3"), new Result("noai/4"), new Result("large/5"), .. Good(1, 3)]);
        bench.Finds("cat", [new Result("gone/6"), new Result("lies/7"), new Result("cut/8"), new Result("page/9"), new Result("gone/10"), new Result("gone/11"), .. Good(20, 2)]);

        var built = await bench.BuildAsync(bench.Spec("dog", "cat"));

        built.Sources.Should().Equal("1", "2", "3");
        built.Reasons.Should().Equal(
            "dog 1 e cannot_be_had", "dog 2 e cannot_be_had", "dog 3 e cannot_be_had", "dog 4 e cannot_be_had", "dog 5 e cannot_be_had",
            "cat 6 e cannot_be_had", "cat 7 b small_side", "cat 8 e cannot_be_had", "cat 9 e cannot_be_had", "cat 10 e cannot_be_had", "cat 11 e cannot_be_had",
            "cat e few_could_be_had");
        var details = built.Dropped.Select(d => (string)d["detail"]!).ToArray();
        details[0].Should().Contain("404");
        details[1].Should().Contain("this is no image");
        details[2].Should().Contain("private network");
        details[3].Should().Contain("X-Robots-Tag");
        details[4].Should().Contain("more than 100000 bytes");
        details[6].Should().StartWith("50 × 50 pixels");
        details[7].Should().Contain("truncated or broken");
        details[^1].Should().Be("2 of 8 images could be had that no earlier query has; 3 are wanted.");
        other.Requests.Should().BeEmpty("a redirect into this machine is not followed");
    }

    [Fact]
    public async Task Many_pages_are_looked_at_where_the_numbers_want_it()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("dog", Good(0, 35));
        var spec = bench.Spec("dog");
        spec.Rules = new CollectionRules { MinResults = 30, LookAt = 24, Keep = 12 };

        var built = await bench.BuildAsync(spec);

        built.Images.Should().HaveCount(12);
        bench.Server.Count("/search").Should().Be(3);
        bench.Server.Count("/picture/").Should().Be(12, "no more is fetched than is kept");
    }

    [Fact]
    public async Task Decisions_do_not_depend_on_which_reply_comes_first()
    {
        var hashes = new List<string>();
        foreach (var slow in (int[])[0, 3, 7])
        {
            await using var bench = await TopicBench.StartAsync();
            var queries = Enumerable.Range(0, 9).Select(i => $"query {i.ToString(CultureInfo.InvariantCulture)}").ToArray();
            for (var i = 0; i < queries.Length; i++)
                bench.Finds(queries[i], Good(i * 2, 8));
            bench.Before = async context =>
            {
                if (context.Request.Query["q"] == queries[slow] || context.Request.Path == $"/picture/{slow * 2}")
                    await Task.Delay(300);
                return false;
            };

            var built = await bench.BuildAsync(bench.Spec(queries));

            built.Texts.Should().Equal("query 0", "query 2", "query 4", "query 6", "query 8");
            // The addresses hold a port: they are left out.
            hashes.Add(string.Join(' ', built.Sources) + string.Join(' ', built.Reasons));
        }

        hashes.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Nothing_left_is_a_failure_that_says_why()
    {
        await using var bench = await TopicBench.StartAsync();
        bench.Finds("dog", Good(0, 2));

        var job = await bench.RunAsync(bench.Spec("dog", "cat"));

        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Be("None of the 2 queries is left (few_results 2). Lower min_results or keep, or take another source.");
    }

    private static async Task<bool> Refuse(HttpContext context, string elsewhere)
    {
        switch (context.Request.Path.Value!.Split('/')[1])
        {
            case "gone":
                context.Response.StatusCode = 404;
                return true;
            case "page":
                await context.Response.WriteAsync("<html><body>Please log in</body></html>");
                return true;
            case "moved":
                context.Response.Redirect(elsewhere);
                return true;
            case "noai":
                context.Response.Headers["X-Robots-Tag"] = "noai";
                await context.Response.Body.WriteAsync(RecordedServer.Picture("4"));
                return true;
            case "large":
                await context.Response.Body.WriteAsync(new byte[200_000]);
                return true;
            case "lies":
                await context.Response.Body.WriteAsync(RecordedServer.Picture("7", 50, 50));
                return true;
            case "cut":
                await context.Response.Body.WriteAsync(RecordedServer.Picture("8").AsMemory(..^200));
                return true;
            default:
                return false;
        }
    }
}
