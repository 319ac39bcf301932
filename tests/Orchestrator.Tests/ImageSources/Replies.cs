using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageSearchBench.Orchestrator.Tests.ImageSources;

/// <summary>Replies in the shapes that the sources document.</summary>
internal static class Replies
{
    /// <summary>A result of Openverse (<c>GET /v1/images/</c>), with all of its fields.</summary>
    public static JsonObject OpenverseResult(string url, int width = 640, int height = 480) => new()
    {
        ["id"] = "4bc43a04-ef46-4544-a0c1-63c63f56e276",
        ["title"] = "A dog on the beach",
        ["foreign_landing_url"] = "https://www.flickr.com/photos/1/2",
        ["url"] = url,
        ["creator"] = "Jane Doe",
        ["creator_url"] = "https://www.flickr.com/photos/1",
        ["license"] = "by-sa",
        ["license_version"] = "4.0",
        ["license_url"] = "https://creativecommons.org/licenses/by-sa/4.0/",
        ["source"] = "flickr",
        ["filesize"] = null,
        ["filetype"] = "jpg",
        ["tags"] = new JsonArray(new JsonObject { ["name"] = "dog" }),
        ["attribution"] = "\"A dog on the beach\" by Jane Doe is licensed under CC BY-SA 4.0.",
        ["mature"] = false,
        ["height"] = height,
        ["width"] = width,
        ["thumbnail"] = url + "/thumb/",
    };

    /// <summary>A page of Openverse.</summary>
    public static JsonObject Openverse(IEnumerable<JsonObject> results, int total, int page, int pageSize = 20) => new()
    {
        ["result_count"] = total,
        ["page_count"] = (total + pageSize - 1) / pageSize,
        ["page_size"] = pageSize,
        ["page"] = page,
        ["results"] = new JsonArray([.. results]),
    };

    /// <summary>A page of a file on Commons (<c>generator=search</c>, <c>prop=imageinfo</c>, formatversion 2).</summary>
    public static JsonObject CommonsPage(int id, int index, string url) => new()
    {
        ["pageid"] = id,
        ["ns"] = 6,
        ["title"] = $"File:Dog {id}.jpg",
        ["index"] = index,
        ["imagerepository"] = "local",
        ["imageinfo"] = new JsonArray(new JsonObject
        {
            ["user"] = "Uploader",
            ["size"] = 123456,
            ["width"] = 2000,
            ["height"] = 1500,
            ["thumburl"] = url + "-960px",
            ["thumbwidth"] = 960,
            ["thumbheight"] = 720,
            ["url"] = url,
            ["descriptionurl"] = $"https://commons.wikimedia.org/wiki/File:Dog_{id}.jpg",
            ["mime"] = "image/jpeg",
            ["mediatype"] = "BITMAP",
            ["extmetadata"] = new JsonObject
            {
                ["ImageDescription"] = Value("<div class=\"en\">A dog &amp; a ball</div>"),
                ["Artist"] = Value("<a href=\"//commons.wikimedia.org/wiki/User:Jane\">Jane</a>"),
                ["LicenseShortName"] = Value("CC BY 4.0"),
                ["LicenseUrl"] = Value("https://creativecommons.org/licenses/by/4.0"),
            },
        }),
    };

    /// <summary>A reply of Commons.</summary>
    public static JsonObject Commons(IEnumerable<JsonObject> pages, JsonObject? go = null, bool isWhole = true)
    {
        var reply = new JsonObject();
        if (isWhole)
            reply["batchcomplete"] = true;
        if (go is not null)
            reply["continue"] = go;
        reply["query"] = new JsonObject { ["pages"] = new JsonArray([.. pages]) };
        return reply;
    }

    /// <summary>Writes a reply.</summary>
    public static async Task<bool> SendAsync(this HttpContext context, JsonNode reply)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply.ToJsonString());
        return true;
    }

    /// <summary>Writes a status.</summary>
    public static Task<bool> SendAsync(this HttpContext context, int status, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.FromResult(true);
    }

    private static JsonObject Value(string value) => new() { ["value"] = value, ["source"] = "commons-desc-page" };
}
