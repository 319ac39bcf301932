using System.Net;
using ImageSearchBench.Orchestrator.Datasets;
using ImageSearchBench.Orchestrator.Fetching;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Orchestrator.Tests.Formats.Import;

public sealed class FetchTests
{
    [Fact]
    public async Task Wukong_images_are_fetched_and_dead_ones_reported()
    {
        await using var server = await ImageServer.StartAsync();
        await using var formats = await FormatsUnderTest.StartAsync(new Dictionary<string, string?> { ["Fetching:AllowedPrivateHosts:0"] = server.Host });
        var file = formats.Write("wukong_test.csv", $"caption,url\n一只猫,{server.Url("cat")}\n死链,{server.Url("gone")}\n重定向,{server.Url("moved")}\n不许用,{server.Url("noai")}\n网页,{server.Url("page")}\n");

        var job = await formats.ImportJobAsync("", file);
        var dataset = await formats.Service<DatasetStore>().GetAsync(job.Result.DatasetHash, CancellationToken.None);
        var (images, queries, qrels) = await FormatsUnderTest.ReadAsync(dataset);

        images.Select(i => i.Source).Should().Equal(server.Url("cat"), server.Url("moved"));
        queries.Should().HaveCount(5);
        qrels.Should().HaveCount(2);
        dataset.SkippedImages.Should().Be(3);
        job.Skipped.Should().Contain(s => s.Item.Contains("wukong_test.csv:3") && s.Reason.Contains("404"))
            .And.Contain(s => s.Reason.Contains("X-Robots-Tag")).And.Contain(s => s.Reason.Contains("this is no image"));
    }

    [Fact]
    public async Task Nothing_of_this_machine_is_fetched_unless_it_is_allowed()
    {
        await using var server = await ImageServer.StartAsync();
        await using var formats = await FormatsUnderTest.StartAsync();
        var file = formats.Write("list.csv", $"url,caption\n{server.Url("cat")},猫\nfile:///etc/passwd,文件\nhttp://localhost:{server.Host.Split(':')[1]}/cat,本机\n");

        var job = await formats.ImportJobAsync("wukong", file);

        job.Error.Should().Contain("None of the 3 images");
        job.Skipped.Select(s => s.Reason).Should().Contain(r => r.Contains("private network")).And.Contain(r => r.Contains("no http or https URL"));
        server.Requests.Should().Be(0);
    }

    [Fact]
    public async Task A_redirect_into_this_machine_is_not_followed()
    {
        await using var inner = await ImageServer.StartAsync();
        await using var outer = await ImageServer.StartAsync(moved: inner.Url("cat"));
        await using var formats = await FormatsUnderTest.StartAsync(new Dictionary<string, string?> { ["Fetching:AllowedPrivateHosts:0"] = outer.Host });
        var file = formats.Write("list.csv", $"url,caption\n{outer.Url("moved")},猫\n");

        (await formats.ImportJobAsync("wukong", file)).Error.Should().Contain("private network");

        inner.Requests.Should().Be(0);
    }

    [Fact]
    public async Task What_goes_wrong_on_this_machine_is_no_fault_of_an_image()
    {
        await using var server = await ImageServer.StartAsync();
        await using var formats = await FormatsUnderTest.StartAsync(new Dictionary<string, string?> { ["Fetching:AllowedPrivateHosts:0"] = server.Host });
        var fetcher = formats.Service<ImageFetcher>();

        var fetch = () => fetcher.FetchAsync(server.Url("cat"), "/no/such/folder", CancellationToken.None);

        await fetch.Should().ThrowAsync<DirectoryNotFoundException>();
        server.Requests.Should().Be(1);
    }

    [Fact]
    public async Task An_image_that_breaks_off_is_one_that_cannot_be_had()
    {
        await using var server = await ImageServer.StartAsync();
        await using var formats = await FormatsUnderTest.StartAsync(new Dictionary<string, string?> { ["Fetching:AllowedPrivateHosts:0"] = server.Host });
        using var folder = new TemporaryFolder();

        var (path, fault) = await formats.Service<ImageFetcher>().FetchAsync(server.Url("half"), folder.Path, CancellationToken.None);

        path.Should().BeNull();
        fault.Should().StartWith("cannot be fetched: ");
        Directory.EnumerateFiles(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task An_interrupted_import_fetches_nothing_twice_and_ends_the_same()
    {
        await using var server = await ImageServer.StartAsync();
        var settings = new Dictionary<string, string?> { ["Fetching:AllowedPrivateHosts:0"] = server.Host, ["Fetching:AtOnce"] = "1" };
        await using var formats = await FormatsUnderTest.StartAsync(settings);
        var urls = Enumerable.Range(0, 40).Select(i => server.Url($"image/{i}")).ToArray();
        var file = formats.Write("list.csv", "url,caption\n" + string.Concat(urls.Select((u, i) => $"{u},caption {i}\n")));
        server.HangFrom = 20;
        var job = (await formats.Orchestrator.Jobs.CreateJobAsync(new() { Spec = new() { ImportDataset = FormatsUnderTest.Spec("wukong", file) } })).Job;
        while (server.Requests < 21)
            await Task.Delay(10);
        await formats.Orchestrator.Jobs.CancelJobAsync(new() { JobId = job.Id });
        await formats.Orchestrator.WaitAsync(job.Id);
        server.HangFrom = int.MaxValue;
        var once = server.Served;

        await formats.Orchestrator.Jobs.ResumeJobAsync(new() { JobId = job.Id });
        job = await formats.Orchestrator.WaitAsync(job.Id);

        job.Error.Should().BeEmpty();
        once.Should().BeGreaterThan(5);
        server.Served.Should().Be(40);
        var whole = await formats.ImportAsync("wukong", file);
        whole.Hash.Should().Be(job.Result.DatasetHash);
        whole.Images.Should().Be(40);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses(string address, bool isPublic) => PublicAddress.Is(IPAddress.Parse(address)).Should().Be(isPublic);

    /// <summary>Serves pictures, and the ways in which they cannot be had.</summary>
    private sealed class ImageServer(WebApplication app) : IAsyncDisposable
    {
        private int _requests;
        private int _served;

        public int Requests => _requests;

        public int Served => _served;

        public int HangFrom { get; set; } = int.MaxValue;

        public string Host => new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Authority;

        public string Url(string path) => $"http://{Host}/{path}";

        public static async Task<ImageServer> StartAsync(string moved = "/cat")
        {
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var server = new ImageServer(builder.Build());
            server.Map(moved);
            await server.StartAsync();
            return server;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task StartAsync() => app.StartAsync();

        private void Map(string moved)
        {
            app.Use(async (context, next) =>
            {
                if (Interlocked.Increment(ref _requests) > HangFrom)
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                await next();
                Interlocked.Increment(ref _served);
            });
            app.MapGet("/cat", () => Results.Bytes(TinyCoco.Bitmap(7)));
            app.MapGet("/image/{number}", (byte number) => Results.Bytes(TinyCoco.Bitmap(number)));
            app.MapGet("/moved", () => Results.Redirect(moved));
            app.MapGet("/half", async context =>
            {
                context.Response.ContentLength = 1 << 20;
                await context.Response.Body.WriteAsync(TinyCoco.Bitmap(7));
                await context.Response.Body.FlushAsync();
                context.Abort();
            });
            app.MapGet("/page", () => Results.Text("<html></html>"));
            app.MapGet("/noai", (HttpResponse response) =>
            {
                response.Headers["X-Robots-Tag"] = "noai, noimageai";
                return Results.Bytes(TinyCoco.Bitmap(9));
            });
        }
    }
}
