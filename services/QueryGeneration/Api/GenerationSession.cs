using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Texts;
using Budget = ImageSearchBench.QueryGeneration.Calls.Budget;
using LanguageModel = ImageSearchBench.QueryGeneration.Models.LanguageModel;
using ModelRole = ImageSearchBench.QueryGeneration.Models.ModelRole;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>What a call's context names: model, job, language, seed.</summary>
internal sealed class GenerationSession : IDisposable
{
    private const int LongestJobId = 128;

    private readonly JobRegistry.Lease _lease;

    private GenerationSession(LanguageModel model, JobRegistry.Lease lease, Language language, ulong seed)
    {
        Model = model;
        _lease = lease;
        Language = language;
        Seed = seed;
    }

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    /// <summary>The job.</summary>
    public JobSession Job => _lease.Session;

    /// <summary>The language.</summary>
    public Language Language { get; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Opens what a context names.</summary>
    /// <exception cref="BenchException">Names the field at fault.</exception>
    public static GenerationSession Open(GenerationContext? context, ModelRole role, ModelCatalog models, JobRegistry jobs)
    {
        if (context is null)
            throw BenchException.Invalid("context is missing: set it on the first request.", "context");
        if (context.JobId.Length > LongestJobId)
            throw BenchException.Invalid($"job_id has {context.JobId.Length} characters: at most {LongestJobId}.", "context.job_id");
        if (context.Budget is { } budget && (budget.Tokens < 0 || !double.IsFinite(budget.Cost) || budget.Cost < 0))
            throw BenchException.Invalid("A budget is not negative: give 0 for no limit.", "context.budget");

        var language = Languages.Parse(context.Language, "context.language");
        var model = models.Get(context.Model, role);
        if (context.Budget is { Cost: > 0 } && model.Profile.Options is { InputPrice: 0, OutputPrice: 0 } && !model.Profile.Recorded)
        {
            throw new BenchException(
                ErrorKind.FailedPrecondition,
                $"A budget of money needs prices: set InputPrice and OutputPrice of model '{model.Profile.Name}', or limit tokens.", "context.budget.cost");
        }

        var limit = context.Budget is null ? Budget.Unlimited : new Budget(context.Budget.Tokens, context.Budget.Cost);
        return new GenerationSession(model, jobs.Open(context.JobId, limit), language, context.Seed);
    }

    /// <inheritdoc />
    public void Dispose() => _lease.Dispose();
}
