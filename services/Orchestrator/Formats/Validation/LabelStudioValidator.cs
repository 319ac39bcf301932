using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.LabelSets.Coco;

namespace ImageSearchBench.Orchestrator.Formats.Validation;

/// <summary>Tasks for Label Studio's import: an array of objects with <c>data</c>, and predictions that have a result.</summary>
internal sealed class LabelStudioValidator : IFormatValidator
{
    public string Name => "label-studio";

    public string Description => "Label Studio tasks: [{data, predictions}]";

    public async Task<ValidationResult> ValidateAsync(ValidationInput input, CancellationToken cancellationToken)
    {
        var file = input.Paths.Select(p => Directory.Exists(p) ? Path.Combine(p, "tasks.json") : p).FirstOrDefault(File.Exists)
            ?? throw BenchException.NotFound($"There is no tasks.json among {string.Join(", ", input.Paths)}.", "paths");
        await using var json = JsonStreamReader.Open(file);
        if (!await json.ReadAsync(cancellationToken) || json.Token is not JsonTokenType.StartArray)
            throw json.Fault("the document must be an array of tasks.");
        long tasks = 0, predictions = 0;
        while (await json.ReadAsync(cancellationToken) && json.Token is not JsonTokenType.EndArray)
        {
            if (json.Token is not JsonTokenType.StartObject)
                throw json.Fault("a task must be an object.");
            var hasData = false;
            while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
            {
                if (json.ValueIs("data"u8))
                    hasData = await DataAsync(json, input.Faults, $"{file}: task {tasks + 1}", cancellationToken);
                else if (json.ValueIs("predictions"u8) || json.ValueIs("annotations"u8))
                    predictions += await ResultsAsync(json, input.Faults, $"{file}: task {tasks + 1}", cancellationToken);
                else
                    await json.SkipAsync(cancellationToken);
            }

            if (!hasData)
                input.Faults.Refuse($"{file}: task {tasks + 1}", "'data' must be an object with the fields that the labelling shows.");
            tasks++;
        }

        // What follows the document must be nothing: the reader says so otherwise.
        await json.ReadAsync(cancellationToken);
        if (tasks == 0)
            input.Faults.Refuse(file, "there is no task.");
        return new ValidationResult(0, tasks, predictions, []);
    }

    private static async Task<bool> DataAsync(JsonStreamReader json, IFormatFaults faults, string place, CancellationToken cancellationToken)
    {
        await json.ReadAsync(cancellationToken);
        if (json.Token is not JsonTokenType.StartObject)
        {
            await json.SkipAsync(cancellationToken);
            return false;
        }

        var hasImage = false;
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
        {
            var isImage = json.ValueIs("image"u8);
            await json.ReadAsync(cancellationToken);
            hasImage |= isImage && json.Token is JsonTokenType.String && json.Value.Length > 0;
            await json.SkipAsync(cancellationToken);
        }

        if (!hasImage)
            faults.Refuse(place, "'data.image' must be the URL of the image.");
        return true;
    }

    private static async Task<long> ResultsAsync(JsonStreamReader json, IFormatFaults faults, string place, CancellationToken cancellationToken)
    {
        await json.ReadAsync(cancellationToken);
        if (json.Token is not JsonTokenType.StartArray)
            throw json.Fault("'predictions' must be an array.");
        long count = 0;
        while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.StartObject)
        {
            var hasResult = false;
            while (await json.ReadAsync(cancellationToken) && json.Token is JsonTokenType.PropertyName)
            {
                var isResult = json.ValueIs("result"u8);
                await json.ReadAsync(cancellationToken);
                hasResult |= isResult && json.Token is JsonTokenType.StartArray;
                await json.SkipAsync(cancellationToken);
            }

            if (!hasResult)
                faults.Refuse(place, "a prediction needs the array 'result'.");
            count++;
        }

        return count;
    }
}
