using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Encoder;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Index;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>What a round of a kill campaign runs beside: Encoder, Index and Evaluator here, QueryGeneration as a process, its model scripted.</summary>
internal sealed class CampaignStage : IAsyncDisposable
{
    private readonly string _data;
    private readonly ServiceUnderTest _services;

    private CampaignStage(string data, ServiceUnderTest services, ScriptedModelServer model, QueryGenerationProcess queryGeneration)
    {
        _data = data;
        _services = services;
        Model = model;
        QueryGeneration = queryGeneration;
    }

    public ScriptedModelServer Model { get; }

    public QueryGenerationProcess QueryGeneration { get; }

    /// <summary>Starts all of it over a new folder: nothing is stored anywhere.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="knowsIdempotency">The model's endpoint answers a repeated request from its first answer, unpaid.</param>
    public static async Task<CampaignStage> StartAsync(string folder, bool knowsIdempotency)
    {
        var services = await ServiceUnderTest.StartAsync(
            builder => builder.AddEncoder().AddIndex().AddEvaluator(),
            app => app.MapEncoder().MapIndex().MapEvaluator(),
            new Dictionary<string, string?>
            {
                ["Encoder:ModelsPath"] = Path.Combine(folder, "models"),
                ["Encoder:CachePath"] = Path.Combine(folder, "cache"),
                ["Index:DataPath"] = Path.Combine(folder, "index"),
            });
        await new EncoderService.EncoderServiceClient(services.Channel).AddModelAsync(
            new AddModelRequest { Directory = Path.Combine(Repository.Samples, "models", "scenes-tiny"), Name = "tiny" });
        var model = await ScriptedModelServer.StartAsync(Caption, knowsIdempotency: knowsIdempotency);
        var queryGeneration = await QueryGenerationProcess.StartAsync(Path.Combine(folder, "replies"), model.Endpoint);
        return new CampaignStage(Path.Combine(folder, "data"), services, model, queryGeneration);
    }

    /// <summary>Starts an Orchestrator over the round's data folder; over SQLite without a connection.</summary>
    public Task<OrchestratorProcess> StartOrchestratorAsync(string? connection)
    {
        string[] shared = connection is null ? [] : [$"Orchestrator:Database={connection}", "Orchestrator:LeaseTime=00:00:02"];
        return OrchestratorProcess.StartAsync(_data, _services.Address, [$"Services:QueryGeneration={QueryGeneration.Address}", .. shared]);
    }

    public async ValueTask DisposeAsync()
    {
        await QueryGeneration.DisposeAsync();
        await Model.DisposeAsync();
        await _services.DisposeAsync();
    }

    // Each picture has a caption of its own, which comes after a moment; some have none, so that others stand in for them.
    private static ScriptedReply Caption(ScriptedRequest request)
    {
        var number = request.Image.Aggregate(17u, (hash, c) => unchecked((hash * 31) + c));
        if (number % 6 == 0)
            return ScriptedReply.Error(400, message: "This image is not to my taste.");
        return ScriptedReply.Text($"a drawing of {number % 97} small shapes on a wide plain ground with {number % 89} lines in it") with
        {
            Delay = TimeSpan.FromMilliseconds(20 + (number % 60)),
        };
    }
}
