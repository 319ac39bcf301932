using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Formats.Ids;
using ImageSearchBench.Orchestrator.Formats.Import;
using ImageSearchBench.Orchestrator.Images;

namespace ImageSearchBench.Orchestrator.Formats.Validation;

/// <summary>
/// Checks a format by reading it as an import does, but past every fault: the same code says what is right. What an import would
/// leave out is a fault here.
/// </summary>
internal sealed class ReadingValidator(IDatasetImporter importer) : IFormatValidator
{
    public string Name => importer.Name;

    public string Description => importer.Description;

    public async Task<ValidationResult> ValidateAsync(ValidationInput input, CancellationToken cancellationToken)
    {
        var sourceInput = new SourceInput(input.Paths, input.Split, Language: "", input.WorkFolder, input.Faults);
        await using var opened = await importer.OpenAsync(sourceInput, cancellationToken);
        await using var source = new CheckedSource(opened, await IdMap.ReadAsync(input.Paths, input.Faults, cancellationToken), input.Faults);
        var images = await CheckImagesAsync(source, input, cancellationToken);
        long queries = 0, judgments = 0;
        await foreach (var query in source.ReadQueriesAsync(cancellationToken))
        {
            queries++;
            judgments += query.Judgments.Count;
        }

        if (queries == 0)
            input.Faults.Refuse(string.Join(", ", input.Paths), "there is no query.");
        return new ValidationResult(images, queries, judgments, []);
    }

    private static async Task<long> CheckImagesAsync(CheckedSource source, ValidationInput input, CancellationToken cancellationToken)
    {
        long images = 0;
        var looked = OrderedParallel.SelectAsync(
            source.ReadImagesAsync(cancellationToken),
            Environment.ProcessorCount * 2,
            async image => (Image: image with { Data = null }, Fault: await FaultAsync(image, input.Images, cancellationToken)),
            cancellationToken);
        await foreach (var (image, fault) in looked)
        {
            // A judgement of a broken image is no second fault.
            source.Keep(image.Id);
            if (fault is null)
                images++;
            else
                input.Faults.Refuse(image.Place, $"image {image.Id}: {fault}");
        }

        return images;
    }

    private static async Task<string?> FaultAsync(SourceImage image, ImageInspector inspector, CancellationToken cancellationToken)
    {
        if (image.Fault is not null)
            return image.Fault;
        if (image.Data is not null)
            return inspector.Inspect(image.Data).Fault;
        return image.File is null ? null : (await inspector.InspectAsync(image.File, cancellationToken)).Fault;
    }
}
