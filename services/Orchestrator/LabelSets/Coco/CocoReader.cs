using System.Text.Json;
using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.Orchestrator.LabelSets.Coco;

/// <summary>
/// Reads a COCO-format annotation file of any size as a stream and hands each entry to its consumer. Images come before boxes
/// whatever the file's order: a file that has its annotations first is read twice.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="consumer">Takes the entries.</param>
internal sealed class CocoReader(string path, ICocoConsumer consumer)
{
    private bool _imagesSeen;
    private bool _annotationsSeen;
    private bool _annotationsRead;
    private bool _categoriesSeen;

    /// <summary>Reads the file.</summary>
    /// <exception cref="BenchException">The file is missing, incomplete or broken; names line and byte.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await PassAsync(annotationsOnly: false, cancellationToken);
        RequireSection(_imagesSeen, "images");
        RequireSection(_annotationsSeen, "annotations");
        RequireSection(_categoriesSeen, "categories");
        if (!_annotationsRead)
            await PassAsync(annotationsOnly: true, cancellationToken);
    }

    private void RequireSection(bool seen, string name)
    {
        if (!seen)
            throw BenchException.Invalid($"{path}: there is no array '{name}' at the top level: this is no COCO-format file.");
    }

    private async Task PassAsync(bool annotationsOnly, CancellationToken cancellationToken)
    {
        await using var json = JsonStreamReader.Open(path);
        if (!await json.ReadAsync(cancellationToken) || json.Token is not JsonTokenType.StartObject)
            throw json.Fault("a COCO-format file begins with '{'.");

        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            if (json.ValueIs("annotations"u8))
            {
                _annotationsSeen = true;
                if (annotationsOnly || _imagesSeen)
                {
                    _annotationsRead = true;
                    await EntriesAsync(json, "annotations", ReadBoxAsync, cancellationToken);
                    continue;
                }
            }
            else if (!annotationsOnly && json.ValueIs("images"u8))
            {
                _imagesSeen = true;
                await EntriesAsync(json, "images", ReadImageAsync, cancellationToken);
                continue;
            }
            else if (!annotationsOnly && json.ValueIs("categories"u8))
            {
                _categoriesSeen = true;
                await EntriesAsync(json, "categories", ReadCategoryAsync, cancellationToken);
                continue;
            }
            else if (!annotationsOnly && json.ValueIs("licenses"u8))
            {
                await EntriesAsync(json, "licenses", ReadLicenceAsync, cancellationToken);
                continue;
            }

            await json.SkipAsync(cancellationToken);
        }

        // What follows the document must be nothing: the reader says so otherwise.
        await json.ReadAsync(cancellationToken);
    }

    private static async Task EntriesAsync(
        JsonStreamReader json,
        string section,
        Func<JsonStreamReader, CancellationToken, ValueTask> readEntry,
        CancellationToken cancellationToken)
    {
        await json.ReadAsync(cancellationToken);
        if (json.Token is not JsonTokenType.StartArray)
            throw json.Fault($"'{section}' must be an array.");
        for (var count = 0; await json.ReadAsync(cancellationToken) && json.Token is not JsonTokenType.EndArray; count++)
        {
            if (json.Token is not JsonTokenType.StartObject)
                throw json.Fault($"'{section}' must hold objects.");
            await readEntry(json, cancellationToken);
            if (count % 1024 == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask ReadImageAsync(JsonStreamReader json, CancellationToken cancellationToken)
    {
        var fields = await json.ReadImageAsync(cancellationToken);
        if (fields.Id is not { } id || string.IsNullOrEmpty(fields.FileName))
            throw json.Fault("an image needs 'id' and 'file_name'.");
        if (fields.Width is not (> 0 and <= int.MaxValue and var width) || fields.Height is not (> 0 and <= int.MaxValue and var height))
            throw json.Fault($"image {id} ({fields.FileName}) needs 'width' and 'height', both above 0: box areas are shares of them.");
        var image = new CocoImage(id, fields.FileName, (int)width, (int)height)
        {
            Time = fields.Time,
            Place = fields.Place,
            Source = fields.Source,
            Licence = fields.Licence,
        };
        await consumer.ImageAsync(image, json.Fault, cancellationToken);
    }

    private async ValueTask ReadBoxAsync(JsonStreamReader json, CancellationToken cancellationToken)
    {
        long? image = null, category = null;
        double? x = null, y = null, width = null, height = null;
        var crowd = false;
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            if (json.ValueIs("image_id"u8))
                image = await json.ReadInt64Async("image_id", cancellationToken);
            else if (json.ValueIs("category_id"u8))
                category = await json.ReadInt64Async("category_id", cancellationToken);
            else if (json.ValueIs("iscrowd"u8))
                crowd = await json.ReadInt64Async("iscrowd", cancellationToken) != 0;
            else if (json.ValueIs("bbox"u8))
            {
                await json.ReadAsync(cancellationToken);
                if (json.Token is not JsonTokenType.StartArray)
                    throw json.Fault("'bbox' must be an array of 4 numbers.");
                x = await json.ReadDoubleAsync("bbox", cancellationToken);
                y = await json.ReadDoubleAsync("bbox", cancellationToken);
                width = await json.ReadDoubleAsync("bbox", cancellationToken);
                height = await json.ReadDoubleAsync("bbox", cancellationToken);
                await json.ReadAsync(cancellationToken);
                if (json.Token is not JsonTokenType.EndArray || width < 0 || height < 0)
                    throw json.Fault("'bbox' must be an array of 4 numbers: x, y, width and height, the last two not negative.");
            }
            else
                await json.SkipAsync(cancellationToken);
        }

        if (image is null || category is null || width is null)
            throw json.Fault("an annotation needs 'image_id', 'category_id' and 'bbox'.");
        consumer.Box(new CocoBox(image.Value, category.Value, x!.Value, y!.Value, width.Value, height!.Value, crowd), json.Fault);
    }

    private async ValueTask ReadCategoryAsync(JsonStreamReader json, CancellationToken cancellationToken)
    {
        var (id, name) = await json.ReadCategoryAsync(cancellationToken);
        if (id is null || string.IsNullOrWhiteSpace(name))
            throw json.Fault("a category needs 'id' and 'name'.");
        consumer.Category(new CocoCategory(id.Value, name.Trim()), json.Fault);
    }

    private async ValueTask ReadLicenceAsync(JsonStreamReader json, CancellationToken cancellationToken)
    {
        if (await json.ReadLicenceAsync(cancellationToken) is ({ } id, { } licence))
            consumer.Licence(id, licence);
    }
}
