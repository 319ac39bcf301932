using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.QueryGeneration.Calls;
using ImageSearchBench.QueryGeneration.Models;
using ImageSearchBench.QueryGeneration.Recordings;
using ImageSearchBench.QueryGeneration.Storage;
using ImageSearchBench.QueryGeneration.Texts;
using Budget = ImageSearchBench.QueryGeneration.Calls.Budget;

namespace ImageSearchBench.QueryGeneration.Api;

/// <summary>Models, estimates, ledger, recordings.</summary>
internal sealed class ModelCalls(ModelCatalog models, ModelCheck check, CostEstimator estimator, JobRegistry jobs, ResponseStore store)
{
    private const int LinesOfResponse = 100;

    public ListLanguageModelsResponse List() => new() { Models = { models.Profiles.Select(ModelMapping.ToWire) } };

    public async Task<CheckLanguageModelResponse> CheckAsync(CheckLanguageModelRequest request, CancellationToken cancellationToken)
    {
        var model = models.Get(request.Model, role: null);
        using var job = jobs.Open("", Budget.Unlimited);
        try
        {
            var (capabilities, latency) = await check.RunAsync(model, job.Session, request.Refresh, cancellationToken);
            return ModelMapping.ToWire(model.Profile, capabilities, latency);
        }
        catch (ModelCallException e)
        {
            throw e.ToBenchException();
        }
    }

    public EstimateCostResponse Estimate(EstimateCostRequest request)
    {
        var step = ModelMapping.ToDomain(request.Step);
        var model = models.Find(request.Model, ModelMapping.RoleOf(step));
        var estimate = estimator.Estimate(
            model, step, Languages.Parse(request.Language), request.Items, request.CallsPerItem, request.CharactersPerItem);
        return new EstimateCostResponse
        {
            Calls = estimate.Calls,
            InputTokens = estimate.InputTokens,
            OutputTokens = estimate.OutputTokens,
            Cost = estimate.Cost,
            Currency = model.Options.Currency,
            Basis = estimate.BasisCalls > 0 ? EstimateBasis.Measured : EstimateBasis.Heuristic,
            BasisCalls = estimate.BasisCalls,
        };
    }

    public GetLedgerResponse Ledger(GetLedgerRequest request) =>
        new() { Entries = { store.ReadLedger(request.JobId.Length == 0 ? null : request.JobId).Select(ModelMapping.ToWire) } };

    public async Task ExportRecordingAsync(
        ExportRecordingRequest request, IServerStreamWriter<ExportRecordingResponse> responses, CancellationToken cancellationToken)
    {
        if (request.Model.Length > 0 && models.Find(request.Model, role: null).Recorded)
            throw BenchException.Invalid($"Model '{request.Model}' is a recording itself.", "model");
        var lines = store.ReadReplies(NullIfEmpty(request.JobId), NullIfEmpty(request.Model)).Select(RecordingFormat.Write);
        foreach (var chunk in lines.Chunk(LinesOfResponse))
            await responses.WriteAsync(new ExportRecordingResponse { Lines = { chunk } }, cancellationToken);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
