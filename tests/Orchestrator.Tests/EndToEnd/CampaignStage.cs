using System.Globalization;
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
    private readonly string _folder;
    private readonly string[] _settings;
    private readonly ServiceUnderTest _services;

    private CampaignStage(string folder, string[] settings, ServiceUnderTest services, ScriptedModelServer model, QueryGenerationProcess queryGeneration)
    {
        _folder = folder;
        _settings = settings;
        _services = services;
        Model = model;
        QueryGeneration = queryGeneration;
    }

    public ScriptedModelServer Model { get; }

    public QueryGenerationProcess QueryGeneration { get; }

    /// <summary>Starts all of it over a new folder: nothing is stored anywhere.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="form">What is to be run. Where QueryGeneration dies, the model's endpoint answers a repeated request from its first answer,
    /// unpaid.</param>
    public static async Task<CampaignStage> StartAsync(string folder, KillForm form)
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
        var model = await ScriptedModelServer.StartAsync(CampaignModel.Answer, knowsIdempotency: form.KillsQueryGeneration);
        var queryGeneration = await QueryGenerationProcess.StartAsync(Path.Combine(folder, "replies"), model.Endpoint);
        return new CampaignStage(folder, form.Images?.Settings ?? [], services, model, queryGeneration);
    }

    /// <summary>Starts an Orchestrator over the round's data folder; over SQLite without a connection.</summary>
    /// <param name="connection">The database of the replicas.</param>
    /// <param name="replica">Which one: each sees the data folder at a path of its own.</param>
    public Task<OrchestratorProcess> StartOrchestratorAsync(string? connection, int replica)
    {
        string[] shared = connection is null ? [] : [$"Orchestrator:Database={connection}", "Orchestrator:LeaseTime=00:00:02"];
        return OrchestratorProcess.StartAsync(
            DataPath(replica), _services.Address, [$"Services:QueryGeneration={QueryGeneration.Address}", .. _settings, .. shared]);
    }

    public async ValueTask DisposeAsync()
    {
        await QueryGeneration.DisposeAsync();
        await Model.DisposeAsync();
        await _services.DisposeAsync();
    }

    private string DataPath(int replica)
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        if (replica == 0)
            return data;
        var mounted = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"mounted-{replica}"));
        return Directory.Exists(mounted) ? mounted : Directory.CreateSymbolicLink(mounted, data).FullName;
    }
}
