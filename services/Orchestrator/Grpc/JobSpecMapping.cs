using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Audits;
using ImageSearchBench.Orchestrator.Audits.Grpc;
using ImageSearchBench.Orchestrator.CaptionSets;
using ImageSearchBench.Orchestrator.Datasets.Versions;
using ImageSearchBench.Orchestrator.Formats.Grpc;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.TopicSets;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Grpc;

/// <summary>Specifications as messages and back; defaults are filled in and ranges checked on the way in, all faults at once.</summary>
internal static class JobSpecMapping
{
    public static JobSpec ToDomain(Proto.JobSpec? spec) => spec?.SpecCase switch
    {
        Proto.JobSpec.SpecOneofCase.BuildLabelSet => LabelSetMapping.ToDomain(spec.BuildLabelSet),
        Proto.JobSpec.SpecOneofCase.BuildCaptionSet => CaptionSetMapping.ToDomain(spec.BuildCaptionSet),
        Proto.JobSpec.SpecOneofCase.BuildTopicSet => TopicSetMapping.ToDomain(spec.BuildTopicSet),
        Proto.JobSpec.SpecOneofCase.EncodeDataset => ToDomain(spec.EncodeDataset),
        Proto.JobSpec.SpecOneofCase.IndexDataset => ToDomain(spec.IndexDataset),
        Proto.JobSpec.SpecOneofCase.Evaluate => ToDomain(spec.Evaluate),
        Proto.JobSpec.SpecOneofCase.CompareRuns => ToDomain(spec.CompareRuns),
        Proto.JobSpec.SpecOneofCase.ImportDataset => FormatSpecMapping.ToDomain(spec.ImportDataset),
        Proto.JobSpec.SpecOneofCase.AuditDataset => AuditMapping.ToDomain(spec.AuditDataset),
        Proto.JobSpec.SpecOneofCase.ExportDataset => FormatSpecMapping.ToDomain(spec.ExportDataset),
        Proto.JobSpec.SpecOneofCase.ExtendDataset => DatasetMapping.ToDomain(spec.ExtendDataset),
        _ => throw BenchException.Invalid("spec says nothing to do: set one of its fields.", "spec"),
    };

    public static Proto.JobSpec ToProto(this JobSpec spec) => spec switch
    {
        BuildLabelSetSpec s => new Proto.JobSpec { BuildLabelSet = LabelSetMapping.ToProto(s) },
        BuildCaptionSetSpec s => new Proto.JobSpec { BuildCaptionSet = CaptionSetMapping.ToProto(s) },
        BuildTopicSetSpec s => new Proto.JobSpec { BuildTopicSet = TopicSetMapping.ToProto(s) },
        EncodeDatasetSpec s => new Proto.JobSpec { EncodeDataset = new Proto.EncodeDataset { Dataset = s.Dataset, Model = s.Model } },
        IndexDatasetSpec s => new Proto.JobSpec { IndexDataset = new Proto.IndexDataset { Dataset = s.Dataset, Model = s.Model } },
        EvaluateSpec s => new Proto.JobSpec { Evaluate = ToProto(s) },
        CompareRunsSpec s => new Proto.JobSpec { CompareRuns = ToProto(s) },
        ImportDatasetSpec s => new Proto.JobSpec { ImportDataset = FormatSpecMapping.ToProto(s) },
        AuditDatasetSpec s => new Proto.JobSpec { AuditDataset = AuditMapping.ToProto(s) },
        ExportDatasetSpec s => new Proto.JobSpec { ExportDataset = FormatSpecMapping.ToProto(s) },
        ExtendDatasetSpec s => new Proto.JobSpec { ExtendDataset = DatasetMapping.ToProto(s) },
        _ => throw new NotSupportedException($"No message for {spec.GetType().Name}."),
    };

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
        faults.If(!Enum.IsDefined(spec.Direction), "direction", "is unknown.");
        faults.If(
            spec.Direction is Proto.Direction.ImageToText && spec.System?.KindCase is Proto.System.KindOneofCase.Target,
            "direction",
            "image to text needs a model, vectors or a run file: a search target answers texts.");
        faults.ThrowIfAny();
        return new EvaluateSpec(
            spec.Dataset.Contains(Path.DirectorySeparatorChar) ? Path.GetFullPath(spec.Dataset) : spec.Dataset,
            SystemMapping.ToDomain(spec.System!),
            spec.TopK == 0 ? 100 : spec.TopK,
            spec.Measures.ToArray(),
            spec.Resamples == 0 ? 1000 : spec.Resamples,
            spec.Seed)
        {
            Direction = SystemMapping.ToDomain(spec.Direction),
        };
    }

    private static CompareRunsSpec ToDomain(Proto.CompareRuns spec)
    {
        var faults = new SpecFaults("compare_runs");
        faults.If(spec.RunIds.Count < 2, "run_ids", "must name two runs or more.");
        faults.If(spec.RunIds.Distinct(StringComparer.Ordinal).Count() < spec.RunIds.Count, "run_ids", "names a run twice.");
        faults.ThrowIfAny();
        return new CompareRunsSpec(spec.RunIds.ToArray(), spec.Measures.ToArray(), spec.Seed) { DuplicateAware = spec.DuplicateAware };
    }

    private static Proto.Evaluate ToProto(EvaluateSpec spec) => new()
    {
        Dataset = spec.Dataset,
        System = spec.System.ToProto(),
        TopK = spec.TopK,
        Measures = { spec.Measures },
        Resamples = spec.Resamples,
        Seed = spec.Seed,
        Direction = spec.Direction.ToProto(),
    };

    private static Proto.CompareRuns ToProto(CompareRunsSpec spec) => new()
    {
        RunIds = { spec.RunIds },
        Measures = { spec.Measures },
        Seed = spec.Seed,
        DuplicateAware = spec.DuplicateAware,
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
