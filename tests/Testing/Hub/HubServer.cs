using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageSearchBench.Testing.Hub;

/// <summary>A small server with the two calls of the Hugging Face hub that pulling needs, and faults on demand.</summary>
public sealed class HubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _repository;
    private readonly Dictionary<string, byte[]> _files;
    private readonly HashSet<string> _unlisted = new(StringComparer.Ordinal);

    private HubServer(WebApplication app, string repository, Dictionary<string, byte[]> files)
    {
        _app = app;
        _repository = repository;
        _files = files;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Break off the next download of this file after so many bytes.</summary>
    public (string File, int After)? BreakOff { get; set; }

    /// <summary>What is listed on top of the repository's files.</summary>
    public IList<object> ExtraEntries { get; } = [];

    /// <summary>File and first byte of every download.</summary>
    public IList<(string File, long From)> Downloads { get; } = [];

    /// <summary>Serves a folder as a repository.</summary>
    public static async Task<HubServer> StartAsync(string repository, string folder)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllBytes, StringComparer.Ordinal);
        var server = new HubServer(app, repository, files);
        app.MapGet($"/api/models/{repository}/tree/main", server.List);
        app.MapGet($"/{repository}/resolve/main/{{**path}}", (HttpContext context, string path) => server.SendAsync(context, path));
        await app.StartAsync();
        return server;
    }

    /// <summary>Serves a file that the repository's listing does not hold.</summary>
    public void Change(string file, byte[] content, bool listed)
    {
        _files[file] = content;
        if (!listed)
            _unlisted.Add(file);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Two pages, as the hub does with long listings.
    private IResult List(HttpContext context)
    {
        object[] all = [.. _files.Where(f => !_unlisted.Contains(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal).Select(Entry), .. ExtraEntries];
        if (context.Request.Query.ContainsKey("cursor"))
            return Results.Text(JsonSerializer.Serialize(all.Skip(2)), "application/json");
        context.Response.Headers.Link = $"<{Address}api/models/{_repository}/tree/main?recursive=true&cursor=2>; rel=\"next\"";
        return Results.Text(JsonSerializer.Serialize(all.Take(2)), "application/json");
    }

    private static object Entry(KeyValuePair<string, byte[]> file)
    {
#pragma warning disable CA5350 // Git's checksum.
        var blob = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {file.Value.Length}\0"), .. file.Value]));
#pragma warning restore CA5350
        return file.Key.EndsWith(".onnx", StringComparison.Ordinal)
            ? new { type = "file", path = file.Key, size = file.Value.Length, oid = blob, lfs = new { oid = Convert.ToHexStringLower(SHA256.HashData(file.Value)), size = file.Value.Length } }
            : new { type = "file", path = file.Key, size = file.Value.Length, oid = blob };
    }

    private async Task SendAsync(HttpContext context, string path)
    {
        var content = _files[path];
        var from = 0L;
        if (context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault()?.From is { } start)
        {
            from = start;
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        Downloads.Add((path, from));
        if (BreakOff is { } fault && fault.File == path)
        {
            BreakOff = null;
            // Ends early in order: a reset would also drop what is on its way, and how much that is is chance.
            await context.Response.Body.WriteAsync(content.AsMemory((int)from, fault.After));
            return;
        }

        await context.Response.Body.WriteAsync(content.AsMemory((int)from));
    }
}
