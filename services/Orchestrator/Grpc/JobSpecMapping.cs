using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Audits;
using ImageSearchBench.Orchestrator.Audits.Grpc;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Formats.Grpc;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.LabelSets;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Specifications as messages and back; defaults are filled in and ranges checked on the way in, all faults at once.</summary>
internal static class JobSpecMapping
{
    private static readonly string[] Styles = ["word", "sentence"];

    public static JobSpec ToDomain(Proto.JobSpec? spec) => spec?.SpecCase switch
    {
        Proto.JobSpec.SpecOneofCase.BuildLabelSet => ToDomain(spec.BuildLabelSet),
        Proto.JobSpec.SpecOneofCase.BuildCaptionSet => CaptionSetMapping.ToDomain(spec.BuildCaptionSet),
        Proto.JobSpec.SpecOneofCase.EncodeDataset => ToDomain(spec.EncodeDataset),
        Proto.JobSpec.SpecOneofCase.IndexDataset => ToDomain(spec.IndexDataset),
        Proto.JobSpec.SpecOneofCase.Evaluate => ToDomain(spec.Evaluate),
        Proto.JobSpec.SpecOneofCase.CompareRuns => ToDomain(spec.CompareRuns),
        Proto.JobSpec.SpecOneofCase.ImportDataset => FormatSpecMapping.ToDomain(spec.ImportDataset),
        Proto.JobSpec.SpecOneofCase.AuditDataset => AuditMapping.ToDomain(spec.AuditDataset),
        Proto.JobSpec.SpecOneofCase.ExportDataset => FormatSpecMapping.ToDomain(spec.ExportDataset),
        _ => throw BenchException.Invalid("spec says nothing to do: set one of its fields.", "spec"),
    };

    public static Proto.JobSpec ToProto(this JobSpec spec) => spec switch
    {
        BuildLabelSetSpec s => new Proto.JobSpec { BuildLabelSet = ToProto(s) },
        BuildCaptionSetSpec s => new Proto.JobSpec { BuildCaptionSet = CaptionSetMapping.ToProto(s) },
        EncodeDatasetSpec s => new Proto.JobSpec { EncodeDataset = new Proto.EncodeDataset { Dataset = s.Dataset, Model = s.Model } },
        IndexDatasetSpec s => new Proto.JobSpec { IndexDataset = new Proto.IndexDataset { Dataset = s.Dataset, Model = s.Model } },
        EvaluateSpec s => new Proto.JobSpec { Evaluate = ToProto(s) },
        CompareRunsSpec s => new Proto.JobSpec { CompareRuns = ToProto(s) },
        ImportDatasetSpec s => new Proto.JobSpec { ImportDataset = FormatSpecMapping.ToProto(s) },
        AuditDatasetSpec s => new Proto.JobSpec { AuditDataset = AuditMapping.ToProto(s) },
        ExportDatasetSpec s => new Proto.JobSpec { ExportDataset = FormatSpecMapping.ToProto(s) },
        _ => throw new NotSupportedException($"No message for {spec.GetType().Name}."),
    };

    private static BuildLabelSetSpec ToDomain(Proto.BuildLabelSet spec)
    {
        var faults = new SpecFaults("build_label_set");
        faults.If(!IsName(spec.Name), "name", $"'{spec.Name}' is no dataset name: letters, digits, '.', '_' and '-', 1 to 64 of them.");
        faults.If(spec.Annotations.Length == 0, "annotations", "must name the annotation file.");
        faults.If(spec.Images.Length == 0, "images", "must name the image folder.");
        faults.If(spec.MinImages < 0, "min_images", "must not be negative.");
        faults.If(spec.HasMinArea && spec.MinArea is not (>= 0 and < 1), "min_area", "must be from 0 up to 1.");
        faults.If(spec.Levels is < 0 or > 3, "levels", "must be 1 to 3.");
        faults.If(spec.MaxPerLevel < 0, "max_per_level", "must not be negative.");
        foreach (var style in spec.Styles.Except(Styles))
            faults.Add("styles", $"'{style}' is unknown: choose word or sentence.");
        foreach (var language in spec.Languages.Except(QueryLanguages.Known))
            faults.Add("languages", $"'{language}' is unknown: choose zh or en.");
        faults.ThrowIfAny();
        return new BuildLabelSetSpec(
            spec.Name,
            Path.GetFullPath(spec.Annotations),
            Path.GetFullPath(spec.Images),
            spec.Taxonomy.Length > 0 ? Path.GetFullPath(spec.Taxonomy) : "",
            spec.MinImages == 0 ? 10 : spec.MinImages,
            spec.HasMinArea ? spec.MinArea : 0.1,
            spec.Levels == 0 ? 3 : spec.Levels,
            spec.MaxPerLevel == 0 ? 2000 : spec.MaxPerLevel,
            spec.Styles.Count == 0 ? Styles : Styles.Intersect(spec.Styles).ToArray(),
            QueryLanguages.Known.Intersect(spec.Languages).ToArray(),
            spec.Seed)
        {
            Review = spec.Review,
        };
    }

    private static EncodeDatasetSpec ToDomain(Proto.EncodeDataset spec)
    {
        RequireDatasetAndModel("encode_dataset", spec.Dataset, spec.Model);
        return new EncodeDatasetSpec(spec.Dataset, spec.Model);
    }

    private static IndexDatasetSpec ToDomain(Proto.IndexDataset spec)
    {
        RequireDatasetAndModel("index_dataset", spec.Dataset, spec.Model);
        return new IndexDatasetSpec(spec.Dataset, spec.Model);
    }

    private static EvaluateSpec ToDomain(Proto.Evaluate spec)
    {
        var faults = new SpecFaults("evaluate");
        faults.If(spec.Dataset.Length == 0, "dataset", "must name a dataset or its folder.");
        if (SystemMapping.Fault(spec.System) is { } fault)
            faults.Add("system", fault);
        faults.If(spec.TopK is < 0 or > 16384, "top_k", "must be 1 to 16384.");
        faults.If(spec.Resamples is < 0 or > 100_000, "resamples", "must be 1 to 100000.");
        faults.ThrowIfAny();
        return new EvaluateSpec(
            spec.Dataset.Contains(Path.DirectorySeparatorChar) ? Path.GetFullPath(spec.Dataset) : spec.Dataset,
            SystemMapping.ToDomain(spec.System!),
            spec.TopK == 0 ? 100 : spec.TopK,
            spec.Measures.ToArray(),
            spec.Resamples == 0 ? 1000 : spec.Resamples,
            spec.Seed);
    }

    private static CompareRunsSpec ToDomain(Proto.CompareRuns spec)
    {
        var faults = new SpecFaults("compare_runs");
        faults.If(spec.RunIds.Count < 2, "run_ids", "must name two runs or more.");
        faults.If(spec.RunIds.Distinct(StringComparer.Ordinal).Count() < spec.RunIds.Count, "run_ids", "names a run twice.");
        faults.ThrowIfAny();
        return new CompareRunsSpec(spec.RunIds.ToArray(), spec.Measures.ToArray(), spec.Seed);
    }

    private static Proto.BuildLabelSet ToProto(BuildLabelSetSpec spec) => new()
    {
        Name = spec.Name,
        Annotations = spec.Annotations,
        Images = spec.Images,
        Taxonomy = spec.Taxonomy,
        MinImages = spec.MinImages,
        MinArea = spec.MinArea,
        Levels = spec.Levels,
        MaxPerLevel = spec.MaxPerLevel,
        Styles = { spec.Styles },
        Languages = { spec.Languages },
        Seed = spec.Seed,
        Review = spec.Review,
    };

    private static Proto.Evaluate ToProto(EvaluateSpec spec) => new()
    {
        Dataset = spec.Dataset,
        System = spec.System.ToProto(),
        TopK = spec.TopK,
        Measures = { spec.Measures },
        Resamples = spec.Resamples,
        Seed = spec.Seed,
    };

    private static Proto.CompareRuns ToProto(CompareRunsSpec spec) => new()
    {
        RunIds = { spec.RunIds },
        Measures = { spec.Measures },
        Seed = spec.Seed,
    };

    private static void RequireDatasetAndModel(string section, string dataset, string model)
    {
        var faults = new SpecFaults(section);
        faults.If(dataset.Length == 0, "dataset", "must name a dataset.");
        faults.If(model.Length == 0, "model", "must name a model.");
        faults.ThrowIfAny();
    }

    internal static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && name[0] != '.';
}
