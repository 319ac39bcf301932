using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetVips;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

/// <summary>
/// A server on this machine that plays an image search and the hosts of its images. <c>/picture/N</c> is a JPEG of its own for each number;
/// what a test answers itself goes before.
/// </summary>
internal sealed class RecordedServer : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, byte[]> Pictures = new(StringComparer.Ordinal);

    private readonly WebApplication _app;

    private RecordedServer(WebApplication app) => _app = app;

    /// <summary>Requests so far, with paths and queries.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers a request; false leaves it to the server.</summary>
    public Func<HttpContext, Task<bool>> Answer { get; set; } = _ => Task.FromResult(false);

    /// <summary>Host and port.</summary>
    public string Host => new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Authority;

    public static async Task<RecordedServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new RecordedServer(builder.Build());
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Address of a path.</summary>
    public string Url(string path) => $"http://{Host}/{path}";

    /// <summary>Requests of a path's beginning.</summary>
    public int Count(string beginning) => Requests.Count(r => r.StartsWith(beginning, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A JPEG that differs from those of other numbers.</summary>
    public static byte[] Picture(string number, int width = 160, int height = 120) => Pictures.GetOrAdd($"{number}/{width}/{height}", _ =>
    {
        using var black = Image.Black(width, height, bands: 3);
        using var colour = black.Copy(interpretation: Enums.Interpretation.Srgb);
        var jpeg = colour.JpegsaveBuffer();

        // A comment, right after the two bytes that begin the file.
        var comment = Encoding.UTF8.GetBytes(number);
        return [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(comment.Length + 2), .. comment, .. jpeg[2..]];
    });

    private async Task HandleAsync(HttpContext context)
    {
        Requests.Enqueue(context.Request.Path + context.Request.QueryString);
        if (await Answer(context))
            return;
        const string Prefix = "/picture/";
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            context.Response.ContentType = "image/jpeg";
            await context.Response.Body.WriteAsync(Picture(path[Prefix.Length..]));
        }
        else
            context.Response.StatusCode = 404;
    }
}
