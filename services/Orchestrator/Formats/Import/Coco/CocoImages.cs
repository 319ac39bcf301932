using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Import.Coco;

/// <summary>Reads <c>images</c> of COCO-format files, with the names of their licences.</summary>
internal static class CocoImages
{
    /// <summary>The images; ids are the file's numbers.</summary>
    public static async IAsyncEnumerable<SourceImage> ReadAsync(CocoDocument document, SourceInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var finder = input.ImageFinder();
        var licences = await LicencesAsync(document, cancellationToken);
        await foreach (var json in document.ReadAsync("images", cancellationToken))
        {
            long? id = null, licence = null, size = null, width = null, height = null;
            string? file = null, time = null, takenAt = null, url = null, flickr = null, sha256 = null;
            while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
            {
                if (json.ValueIs("id"u8))
                    id = await json.ReadInt64Async("id", cancellationToken);
                else if (json.ValueIs("file_name"u8))
                    file = await json.ReadStringAsync("file_name", cancellationToken);
                else if (json.ValueIs("license"u8))
                    licence = await json.ReadInt64Async("license", cancellationToken);
                else if (json.ValueIs("date_captured"u8))
                    time = await json.ReadTextAsync(cancellationToken);
                else if (json.ValueIs("place"u8))
                    takenAt = await json.ReadTextAsync(cancellationToken);
                else if (json.ValueIs("coco_url"u8) || json.ValueIs("url"u8))
                    url = await json.ReadTextAsync(cancellationToken);
                else if (json.ValueIs("flickr_url"u8))
                    flickr = await json.ReadTextAsync(cancellationToken);
                else if (json.ValueIs("size"u8))
                    size = await json.ReadInt64Async("size", cancellationToken);
                else if (json.ValueIs("width"u8))
                    width = await json.ReadInt64Async("width", cancellationToken);
                else if (json.ValueIs("height"u8))
                    height = await json.ReadInt64Async("height", cancellationToken);
                else if (json.ValueIs("sha256"u8))
                    sha256 = await json.ReadTextAsync(cancellationToken);
                else
                    await json.SkipAsync(cancellationToken);
            }

            if (id is null || string.IsNullOrEmpty(file))
            {
                Refuse(json, input.Faults, "an image needs 'id' and 'file_name'.");
                continue;
            }

            var image = new SourceImage(id.Value.ToString(CultureInfo.InvariantCulture), $"{document.Path}: image {id}")
            {
                Time = time,
                TakenAt = takenAt,
                Source = url ?? flickr,
                Licence = licence is { } number ? licences.GetValueOrDefault(number) : null,
                Sha256 = sha256,
                Size = size,
                Width = (int?)width,
                Height = (int?)height,
            };

            // An export that may not give the file away states URL and hash.
            var found = finder.Find(file);
            yield return found.Path is null && sha256 is not null ? image with { Url = image.Source } : image.With(found);
        }
    }

    /// <summary>Tells of an entry that breaks the format, by line and byte.</summary>
    public static void Refuse(JsonStreamReader json, IFormatFaults faults, string what)
    {
        var fault = json.Fault(what);
        var end = fault.Message.Length - what.Length - 2;
        faults.Refuse(fault.Message[..end], what);
    }

    private static async Task<Dictionary<long, string>> LicencesAsync(CocoDocument document, CancellationToken cancellationToken)
    {
        // Many files name no licences.
        var licences = new Dictionary<long, string>();
        if (!await document.HasAsync("licenses", cancellationToken))
            return licences;
        await foreach (var json in document.ReadAsync("licenses", cancellationToken))
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

            if (id is not null && (name ?? url) is { } licence)
                licences[id.Value] = licence;
        }

        return licences;
    }
}
