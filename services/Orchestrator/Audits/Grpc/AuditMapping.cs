using ImageSearchBench.Orchestrator.Grpc;
using EvaluatorProto = ImageSearchBench.Contracts.Evaluator.V1;
using Proto = ImageSearchBench.Contracts.Orchestrator.V1;

namespace ImageSearchBench.Orchestrator.Audits.Grpc;

/// <summary>Audits as messages and back; defaults are filled in and ranges checked on the way in.</summary>
internal static class AuditMapping
{
    private const int DefaultDepth = 10;
    private const int MaxDepth = 1000;
    private const int DefaultSample = 1000;
    private const int MaxSample = 100_000;
    private const int DefaultPeople = 100;
    private const int DefaultVotes = 3;
    private const int MaxVotes = 15;
    private const float DefaultMinCosine = 0.95f;

    public static AuditDatasetSpec ToDomain(Proto.AuditDataset spec)
    {
        var faults = new SpecFaults("audit_dataset");
        faults.If(spec.Dataset.Length == 0, "dataset", "must name a dataset.");
        faults.If(spec.RunId.Length == 0, "run_id", "must name a run on the dataset.");
        faults.If(spec.Depth is < 0 or > MaxDepth, "depth", $"must be 1 to {MaxDepth}.");
        faults.If(spec.Sample is < 0 or > MaxSample, "sample", $"must be 1 to {MaxSample}.");
        faults.If(spec.People < 0, "people", "must not be negative.");
        faults.If(spec.Votes is < 0 or > MaxVotes, "votes", $"must be 1 to {MaxVotes}.");
        faults.If(spec.MinCosine is not (>= 0 and <= 1), "min_cosine", "must be above 0 and at most 1.");
        faults.If(spec.MaxTokens < 0, "max_tokens", "must not be negative.");
        faults.If(spec.MaxCost is not (>= 0 and < double.PositiveInfinity), "max_cost", "must not be negative.");
        faults.ThrowIfAny();
        return new AuditDatasetSpec(
            spec.Dataset,
            spec.RunId,
            spec.JudgeModel,
            spec.Depth == 0 ? DefaultDepth : spec.Depth,
            spec.Sample == 0 ? DefaultSample : spec.Sample,
            spec.People == 0 ? DefaultPeople : spec.People,
            spec.Review,
            spec.Votes == 0 ? DefaultVotes : spec.Votes,
            spec.DuplicateModel,
            spec.MinCosine == 0 ? DefaultMinCosine : spec.MinCosine,
            spec.Seed,
            spec.MaxTokens,
            spec.MaxCost);
    }

    public static Proto.AuditDataset ToProto(AuditDatasetSpec spec) => new()
    {
        Dataset = spec.Dataset,
        RunId = spec.RunId,
        JudgeModel = spec.JudgeModel,
        Depth = spec.Depth,
        Sample = spec.Sample,
        People = spec.People,
        Review = spec.Review,
        Votes = spec.Votes,
        DuplicateModel = spec.DuplicateModel,
        MinCosine = spec.MinCosine,
        Seed = spec.Seed,
        MaxTokens = spec.MaxTokens,
        MaxCost = spec.MaxCost,
    };

    public static Proto.Audit ToProto(this Audit audit, string directory) => new()
    {
        Id = audit.Id,
        DatasetHash = audit.DatasetHash,
        RunId = audit.RunId,
        Judge = audit.Judge,
        Depth = audit.Depth,
        Results = audit.Results,
        Sampled = audit.Sampled,
        Judged = audit.Judged,
        Undecided = audit.Undecided,
        Failed = audit.Failed,
        DatasetPrecision = audit.DatasetPrecision,
        JudgePrecision = audit.JudgePrecision,
        Precision = audit.Precision is { } precision ? ToProto(precision) : null,
        PeopleAgreement = audit.PeopleAgreement is { } people ? ToProto(people) : null,
        DatasetAgreement = audit.DatasetAgreement is { } dataset ? ToProto(dataset) : null,
        Holes = audit.Holes,
        HolesConfirmed = audit.HolesConfirmed,
        HolesRefused = audit.HolesRefused,
        ListedHoles = { audit.ListedHoles.Select(ToProto) },
        DuplicateGroups = audit.DuplicateGroups,
        DuplicateImages = audit.DuplicateImages,
        Directory = directory,
        ListedDuplicates = { audit.ListedDuplicates.Select(d => new Proto.NearDuplicates { Images = d.Images, ImageIds = { d.ImageIds } }) },
    };

    private static Proto.AnnotationHole ToProto(AnnotationHole hole)
    {
        var message = new Proto.AnnotationHole
        {
            QueryId = hole.QueryId,
            Text = hole.Text,
            ImageId = hole.ImageId,
            Rank = hole.Rank,
            Grade = hole.Grade,
            Known = hole.Known,
        };
        if (hole.Confirmed is { } confirmed)
            message.Confirmed = confirmed;
        return message;
    }

    private static EvaluatorProto.EstimatePredictionPoweredResponse ToProto(PrecisionEstimate precision) => new()
    {
        Labeled = precision.Labeled,
        Unlabeled = precision.Unlabeled,
        Estimate = ToProto(precision.Corrected),
        HumanOnly = ToProto(precision.PeopleOnly),
        JudgeOnly = precision.JudgeOnly,
        JudgeBias = precision.JudgeBias,
        Weight = precision.Weight,
    };

    private static EvaluatorProto.MeasureAgreementResponse ToProto(AgreementFigures figures) => new()
    {
        Queries = figures.Queries,
        Pairs = figures.Pairs,
        Agreement = ToProto(figures.Agreement),
        Kappa = ToProto(figures.Kappa),
        Counts = { figures.Counts.Select(c => new EvaluatorProto.GradeCount { Judge = c.Judge, Human = c.Others, Count = c.Count }) },
    };

    private static EvaluatorProto.Estimate ToProto(Estimate estimate) => new() { Value = estimate.Value, Low = estimate.Low, High = estimate.High };
}
