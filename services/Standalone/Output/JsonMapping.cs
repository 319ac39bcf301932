using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Standalone.Output;

/// <summary>Turns the services' messages into what programs read.</summary>
internal static class JsonMapping
{
    public static RunJson ToJson(this Run run) =>
        new(run.Id, run.DatasetHash, run.DatasetName, run.SystemName, run.Summary.Queries, RunJsonMapping.Figures(run.Summary.Measures));

    public static DatasetJson ToJson(this Dataset dataset) => new(
        dataset.Hash,
        dataset.Name,
        dataset.Kind,
        dataset.Images,
        dataset.Queries,
        dataset.Judgments,
        dataset.SkippedImages,
        dataset.Directory,
        new SortedDictionary<string, long>(dataset.Counts, StringComparer.Ordinal),
        dataset.Parent.Length > 0 ? dataset.Parent : null,
        new SortedDictionary<string, long>(dataset.Licences, StringComparer.Ordinal));

    public static ModelJson ToJson(this Model model) => new(
        model.Name,
        Word(model.Kind),
        model.Dimension,
        model.ImageSize,
        model.ContextLength,
        [.. model.Languages],
        model.License,
        model.ContentHash,
        model.SizeBytes,
        model.Precision,
        model.BatchDependent,
        model.ImagesPerSecond,
        model.TextsPerSecond,
        model.Description);

    public static JobJson ToJson(this Job job) => new(
        job.Id,
        Work(job),
        State(job),
        job.Error,
        job.CreateTime?.ToDateTimeOffset() ?? default,
        [.. job.Stages.Select(s => new StageJson(s.Name, s.Done, s.Total, s.Skipped, s.Finished) { SecondsLeft = s.TimeLeft?.ToTimeSpan().TotalSeconds })],
        [.. job.Skipped.Select(s => new SkippedJson(s.Item, s.Reason))],
        Result(job))
    {
        Cost = job.Cost is { } cost
            ? new CostJson(cost.Calls, cost.CachedCalls, cost.InputTokens, cost.OutputTokens, cost.Money.ToDictionary(StringComparer.Ordinal))
            : null,
        Replica = job.Replica,
    };

    public static FormatJson ToJson(this Format format) =>
        new(format.Name, [.. format.Aliases], format.Description, format.Paths, format.Imports, format.Exports, format.Validates);

    /// <summary>What a job does, in a few words.</summary>
    public static string Work(Job job) => job.Spec.SpecCase switch
    {
        JobSpec.SpecOneofCase.BuildLabelSet => $"build labels {job.Spec.BuildLabelSet.Name}",
        JobSpec.SpecOneofCase.BuildCaptionSet => $"build captions {job.Spec.BuildCaptionSet.Name}",
        JobSpec.SpecOneofCase.BuildTopicSet => $"build topics {job.Spec.BuildTopicSet.Name}",
        JobSpec.SpecOneofCase.EncodeDataset => $"encode {Short(job.Spec.EncodeDataset.Dataset)} with {job.Spec.EncodeDataset.Model}",
        JobSpec.SpecOneofCase.IndexDataset => $"index {Short(job.Spec.IndexDataset.Dataset)} for {job.Spec.IndexDataset.Model}",
        JobSpec.SpecOneofCase.Evaluate => $"evaluate {SystemName(job.Spec.Evaluate.System)} on {Short(job.Spec.Evaluate.Dataset)}",
        JobSpec.SpecOneofCase.CompareRuns => $"compare {string.Join(' ', job.Spec.CompareRuns.RunIds)}",
        JobSpec.SpecOneofCase.AuditDataset => $"audit {Short(job.Spec.AuditDataset.Dataset)} with run {job.Spec.AuditDataset.RunId}",
        JobSpec.SpecOneofCase.ImportDataset => $"import {job.Spec.ImportDataset.Name} from {job.Spec.ImportDataset.Format} {string.Join(' ', job.Spec.ImportDataset.Paths)}",
        JobSpec.SpecOneofCase.ExportDataset => $"export {Short(job.Spec.ExportDataset.Dataset)} to {job.Spec.ExportDataset.Format} {job.Spec.ExportDataset.Path}",
        JobSpec.SpecOneofCase.ExtendDataset => $"extend {Short(job.Spec.ExtendDataset.Dataset)}",
        _ => "unknown work",
    };

    /// <summary>A whole content hash as its first 12 characters, by which commands know it; all else as it is.</summary>
    public static string Short(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower) ? name[..12] : name;

    /// <summary>How a job stands, in one word.</summary>
    public static string State(Job job) => job.State == JobState.WaitingForReview ? "waiting_for_review" : Word(job.State);

    /// <summary>What a job made; null while there is nothing.</summary>
    public static string? Result(Job job) => job.Result?.ResultCase switch
    {
        JobResult.ResultOneofCase.DatasetHash => job.Result.DatasetHash,
        JobResult.ResultOneofCase.RunId => job.Result.RunId,
        JobResult.ResultOneofCase.ComparisonId => job.Result.ComparisonId,
        JobResult.ResultOneofCase.Collection => job.Result.Collection,
        JobResult.ResultOneofCase.AuditId => job.Result.AuditId,
        JobResult.ResultOneofCase.ExportPath => job.Result.ExportPath,
        _ => null,
    };

    /// <summary>An enum value in lower case: the name without its type.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string SystemName(Contracts.Orchestrator.V1.System system) => system.KindCase switch
    {
        Contracts.Orchestrator.V1.System.KindOneofCase.Model => "model:" + system.Model,
        Contracts.Orchestrator.V1.System.KindOneofCase.Vectors => "vectors:" + system.Vectors,
        Contracts.Orchestrator.V1.System.KindOneofCase.RunFile => "run:" + system.RunFile,
        Contracts.Orchestrator.V1.System.KindOneofCase.Target => "target:" + system.Target,
        _ => "nothing",
    };
}
