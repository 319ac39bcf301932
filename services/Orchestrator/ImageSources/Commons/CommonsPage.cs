using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageSearchBench.Orchestrator.Formats.Files;

namespace ImageSearchBench.Orchestrator.ImageSources.Commons;

/// <summary>A file's page on Commons, as far as a reply tells of it.</summary>
/// <param name="Index">Its rank among the results, from 1.</param>
/// <param name="Title">Such as <c>File:Dog.jpg</c>.</param>
internal sealed partial record CommonsPage(long Index, string Title)
{
    private const string Prefix = "File:";

    private string? Url { get; init; }

    private string? ThumbnailUrl { get; init; }

    private string? DescriptionUrl { get; init; }

    private string? Mime { get; init; }

    private int? Width { get; init; }

    private int? Height { get; init; }

    private string? Caption { get; init; }

    private string? LicenceName { get; init; }

    private string? LicenceUrl { get; init; }

    private string? Author { get; init; }

    public static CommonsPage Read(JsonElement page)
    {
        var read = new CommonsPage(page.NumberOf("index") ?? long.MaxValue, page.TextOf("title") ?? "");
        if (!page.TryGetProperty("imageinfo", out var infos) || infos.ValueKind is not JsonValueKind.Array || infos.GetArrayLength() == 0 || infos[0].ValueKind is not JsonValueKind.Object)
            return read;
        var info = infos[0];
        return read with
        {
            Url = info.TextOf("url"),
            ThumbnailUrl = info.TextOf("thumburl"),
            DescriptionUrl = info.TextOf("descriptionurl"),
            Mime = info.TextOf("mime"),
            Width = (int?)info.NumberOf("width"),
            Height = (int?)info.NumberOf("height"),
            Caption = Metadata(info, "ImageDescription") ?? Metadata(info, "ObjectName"),
            LicenceName = Metadata(info, "LicenseShortName"),
            LicenceUrl = Metadata(info, "LicenseUrl"),
            Author = Metadata(info, "Artist") ?? info.TextOf("user"),
        };
    }

    /// <summary>The page with what a further reply tells of it.</summary>
    public CommonsPage With(CommonsPage other) => other.Url is null ? this : other with { Index = Math.Min(Index, other.Index) };

    public FoundImage ToImage()
    {
        var image = new FoundImage(Url ?? Title)
        {
            // The original may be a TIFF of a hundred megabytes; the thumbnail is a JPEG or PNG of the width asked for, or the original where that is smaller.
            Url = ThumbnailUrl ?? Url,
            Width = Width,
            Height = Height,
            Title = Caption ?? Name(),
            Page = DescriptionUrl,
            Licence = LicenceUrl is null ? LicenceName : $"{LicenceName ?? ""} {LicenceUrl}".Trim(),
            Attribution = Author,
        };
        return Url is null ? image with { Fault = "the result has no URL." }
            : LicenceUrl is null ? image with { Fault = "the result has no address of a licence." }
            : Mime is not null && !Mime.StartsWith("image/", StringComparison.Ordinal) ? image with { Fault = $"it is {Mime}, no image." }
            : image;
    }

    private string Name()
    {
        var name = Title.StartsWith(Prefix, StringComparison.Ordinal) ? Title[Prefix.Length..] : Title;
        return Path.GetFileNameWithoutExtension(name);
    }

    // Values are HTML: links to authors, descriptions in several languages.
    private static string? Metadata(JsonElement info, string name)
    {
        if (!info.TryGetProperty("extmetadata", out var metadata) || metadata.ValueKind is not JsonValueKind.Object
            || !metadata.TryGetProperty(name, out var entry) || entry.ValueKind is not JsonValueKind.Object || entry.TextOf("value") is not { } value)
            return null;
        var text = WhiteSpace().Replace(WebUtility.HtmlDecode(Tag().Replace(value, " ")), " ").Trim();
        return text.Length > 0 ? text : null;
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex WhiteSpace();
}
