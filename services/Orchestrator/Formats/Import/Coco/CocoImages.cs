using System.Globalization;
using System.Runtime.CompilerServices;
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
            var fields = await json.ReadImageAsync(cancellationToken);
            if (fields.Id is not { } id || string.IsNullOrEmpty(fields.FileName))
            {
                Refuse(json, input.Faults, "an image needs 'id' and 'file_name'.");
                continue;
            }

            var image = new SourceImage(id.ToString(CultureInfo.InvariantCulture), $"{document.Path}: image {id}")
            {
                Time = fields.Time,
                TakenAt = fields.Place,
                Source = fields.Source,
                Licence = fields.Licence is { } number ? licences.GetValueOrDefault(number) : null,
                Sha256 = fields.Sha256,
                Size = fields.Size,
                Width = (int?)fields.Width,
                Height = (int?)fields.Height,
            };

            // An export that may not give the file away states URL and hash.
            var found = finder.Find(fields.FileName);
            yield return found.Path is null && fields.Sha256 is not null ? image with { Url = image.Source } : image.With(found);
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
            if (await json.ReadLicenceAsync(cancellationToken) is ({ } id, { } licence))
                licences[id] = licence;
        }

        return licences;
    }
}
