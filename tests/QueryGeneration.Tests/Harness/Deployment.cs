using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.QueryGeneration.Tests.Harness;

/// <summary>The service on real gRPC, its model a scripted server on real HTTP.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly TemporaryFolder? _ownFolder;

    private Deployment(ScriptedModelServer server, ServiceUnderTest service, TemporaryFolder? ownFolder)
    {
        Server = server;
        Service = service;
        _ownFolder = ownFolder;
        Client = new QueryGenerationService.QueryGenerationServiceClient(service.Channel);
    }

    public ScriptedModelServer Server { get; }

    public ServiceUnderTest Service { get; }

    public QueryGenerationService.QueryGenerationServiceClient Client { get; }

    /// <summary>Starts the service, with a server that follows a script.</summary>
    public static async Task<Deployment> StartAsync(Func<ScriptedRequest, ScriptedReply> script, params (string Key, string Value)[] settings) =>
        await StartAsync(await ScriptedModelServer.StartAsync(script), folder: null, settings);

    /// <summary>Starts the service over a server and a data folder; the folder is its own when none is given.</summary>
    public static async Task<Deployment> StartAsync(ScriptedModelServer server, TemporaryFolder? folder, params (string Key, string Value)[] settings)
    {
        var own = folder is null ? new TemporaryFolder() : null;
        var all = new Dictionary<string, string?>
        {
            ["QueryGeneration:DataPath"] = (folder ?? own)!.Path,
            ["QueryGeneration:Models:scripted:Endpoint"] = server.Endpoint.ToString(),
            ["QueryGeneration:Models:scripted:RetryDelay"] = "00:00:00.010",
            ["QueryGeneration:Models:scripted:MaxConcurrency"] = "8",
        };
        foreach (var (key, value) in settings)
            all[key.StartsWith("QueryGeneration:", StringComparison.Ordinal) ? key : "QueryGeneration:Models:scripted:" + key] = value;
        try
        {
            return new Deployment(server, await ServiceUnderTest.StartAsync(Add, a => a.MapQueryGeneration(), all), own);
        }
        catch
        {
            own?.Dispose();
            throw;
        }
    }

    private static void Add(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        // Faults that the service hides from its callers show in the test log.
        Microsoft.Extensions.Logging.ConsoleLoggerExtensions.AddConsole(builder.Logging);
        Microsoft.Extensions.Logging.FilterLoggingBuilderExtensions.AddFilter(builder.Logging, null, Microsoft.Extensions.Logging.LogLevel.Error);
        builder.AddQueryGeneration();
    }

    /// <summary>A context in English, of a job.</summary>
    public static GenerationContext Context(string job = "", string language = "en") => new() { Language = language, JobId = job, Seed = 7 };

    /// <summary>Paraphrases texts: the simplest call of a model for each item. Outcomes by id; the error that ended the stream, if one did.</summary>
    public async Task<(Dictionary<string, ParaphraseOutcome> Outcomes, RpcException? Failure)> ParaphraseAsync(
        IEnumerable<string> texts, GenerationContext? context = null, WritingOptions? options = null)
    {
        var outcomes = new Dictionary<string, ParaphraseOutcome>();
        using var call = Client.ParaphraseQueries(cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            var request = new ParaphraseQueriesRequest { Context = context ?? Context(), Options = options };
            request.Items.AddRange(texts.Select((t, i) => new ParaphraseItem { Id = $"{i}", Text = t, Length = ParaphraseLength.Long }));
            await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
            await foreach (var response in call.ResponseStream.ReadAllAsync())
                outcomes.Add(response.Outcome.Id, response.Outcome);
            return (outcomes, null);
        }
        catch (RpcException e)
        {
            return (outcomes, e);
        }
    }

    /// <summary>The ledger of a job, or of all.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> LedgerAsync(string job = "") =>
        [.. (await Client.GetLedgerAsync(new GetLedgerRequest { JobId = job })).Entries.Where(e => e.Step != GenerationStep.Check)];

    /// <summary>A good answer to a paraphrase.</summary>
    public static ScriptedReply Paraphrase(ScriptedRequest request) => ScriptedReply.Text($$"""{"queries": ["another {{request.Data}}"]}""");

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Server.DisposeAsync();
        _ownFolder?.Dispose();
    }
}
