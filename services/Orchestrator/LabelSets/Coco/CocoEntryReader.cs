using System.Text.Json;

namespace ImageSearchBench.Orchestrator.LabelSets.Coco;

/// <summary>What an entry of <c>images</c> says; what must be there is for the reader's caller to say.</summary>
internal readonly record struct CocoImageFields(long? Id, string? FileName)
{
    public long? Width { get; init; }

    public long? Height { get; init; }

    public string? Time { get; init; }

    public string? Place { get; init; }

    /// <summary><c>coco_url</c>, <c>url</c> or, where neither is there, <c>flickr_url</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Id in <c>licenses</c>.</summary>
    public long? Licence { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public long? Size { get; init; }

    public string? Sha256 { get; init; }
}

/// <summary>Reads the entries of COCO-format files from their first field to their end; fields of others are passed over.</summary>
internal static class CocoEntryReader
{
    public static async ValueTask<CocoImageFields> ReadImageAsync(this JsonStreamReader json, CancellationToken cancellationToken)
    {
        long? id = null, width = null, height = null, licence = null, size = null;
        string? file = null, time = null, place = null, url = null, flickr = null, sha256 = null;
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            if (json.ValueIs("id"u8))
                id = await json.ReadInt64Async("id", cancellationToken);
            else if (json.ValueIs("file_name"u8))
                file = await json.ReadStringAsync("file_name", cancellationToken);
            else if (json.ValueIs("width"u8))
                width = await json.ReadInt64Async("width", cancellationToken);
            else if (json.ValueIs("height"u8))
                height = await json.ReadInt64Async("height", cancellationToken);
            else if (json.ValueIs("license"u8))
                licence = await json.ReadInt64Async("license", cancellationToken);
            else if (json.ValueIs("date_captured"u8))
                time = await json.ReadTextAsync(cancellationToken);
            else if (json.ValueIs("place"u8))
                place = await json.ReadTextAsync(cancellationToken);
            else if (json.ValueIs("coco_url"u8) || json.ValueIs("url"u8))
                url = await json.ReadTextAsync(cancellationToken);
            else if (json.ValueIs("flickr_url"u8))
                flickr = await json.ReadTextAsync(cancellationToken);
            else if (json.ValueIs("size"u8))
                size = await json.ReadInt64Async("size", cancellationToken);
            else if (json.ValueIs("sha256"u8))
                sha256 = await json.ReadTextAsync(cancellationToken);
            else
                await json.SkipAsync(cancellationToken);
        }

        return new CocoImageFields(id, file)
        {
            Width = width,
            Height = height,
            Time = time,
            Place = place,
            Source = url ?? flickr,
            Licence = licence,
            Size = size,
            Sha256 = sha256,
        };
    }

    public static async ValueTask<(long? Id, string? Name)> ReadCategoryAsync(this JsonStreamReader json, CancellationToken cancellationToken)
    {
        long? id = null;
        string? name = null;
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            if (json.ValueIs("id"u8))
                id = await json.ReadInt64Async("id", cancellationToken);
            else if (json.ValueIs("name"u8))
                name = await json.ReadStringAsync("name", cancellationToken);
            else
                await json.SkipAsync(cancellationToken);
        }

        return (id, name);
    }

    /// <summary>A licence with its name or, where it has none, its URL.</summary>
    public static async ValueTask<(long? Id, string? Name)> ReadLicenceAsync(this JsonStreamReader json, CancellationToken cancellationToken)
    {
        long? id = null;
        string? name = null, url = null;
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            if (json.ValueIs("id"u8))
                id = await json.ReadInt64Async("id", cancellationToken);
            else if (json.ValueIs("name"u8))
                name = await json.ReadTextAsync(cancellationToken);
            else if (json.ValueIs("url"u8))
                url = await json.ReadTextAsync(cancellationToken);
            else
                await json.SkipAsync(cancellationToken);
        }

        return (id, name ?? url);
    }
}
