using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Standalone.CommandLine;
using ImageSearchBench.Standalone.Host;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.Connections;

/// <summary>
/// Clients of the services: those of a server, or those started inside this process over a data folder. Both are reached by gRPC in the same way.
/// </summary>
internal sealed class ServiceConnection : IAsyncDisposable
{
    private readonly ServerAddresses _addresses;
    private readonly ServiceProvider _clients;
    private readonly LocalServices? _local;

    private ServiceConnection(ServerAddresses addresses, LocalServices? local)
    {
        _addresses = addresses;
        _local = local;
        var settings = new Dictionary<string, string?>
        {
            [$"{ServiceAddressOptions.Section}:{nameof(ServiceAddressOptions.Encoder)}"] = addresses.Encoder.ToString(),
            [$"{ServiceAddressOptions.Section}:{nameof(ServiceAddressOptions.Orchestrator)}"] = addresses.Orchestrator.ToString(),
            [$"{ServiceAddressOptions.Section}:{nameof(ServiceAddressOptions.QueryGeneration)}"] = addresses.QueryGeneration?.ToString(),
        };
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddServiceClient<EncoderService.EncoderServiceClient>(EncoderService.Descriptor, a => a.Encoder);
        services.AddServiceClient<JobService.JobServiceClient>(JobService.Descriptor, a => a.Orchestrator);
        services.AddServiceClient<DatasetService.DatasetServiceClient>(DatasetService.Descriptor, a => a.Orchestrator);
        services.AddServiceClient<RunService.RunServiceClient>(RunService.Descriptor, a => a.Orchestrator);
        services.AddServiceClient<RunAnalysisService.RunAnalysisServiceClient>(RunAnalysisService.Descriptor, a => a.Orchestrator);
        services.AddServiceClient<QueryGenerationService.QueryGenerationServiceClient>(QueryGenerationService.Descriptor, a => a.QueryGeneration);
        services.AddServiceClient<AuditService.AuditServiceClient>(AuditService.Descriptor, a => a.Orchestrator);
        services.AddServiceClient<ReviewService.ReviewServiceClient>(ReviewService.Descriptor, a => a.Orchestrator);
        services.AddServiceClient<FormatService.FormatServiceClient>(FormatService.Descriptor, a => a.Orchestrator);
        _clients = services.BuildServiceProvider();
        Name = local is null ? $"the server at {addresses.Orchestrator}" : "the services in this process";
    }

    /// <summary>What is at the other end, for messages.</summary>
    public string Name { get; }

    /// <summary>The services run elsewhere.</summary>
    public bool Remote => _local is null;

    public EncoderService.EncoderServiceClient Models => _clients.GetRequiredService<EncoderService.EncoderServiceClient>();

    public JobService.JobServiceClient Jobs => _clients.GetRequiredService<JobService.JobServiceClient>();

    public DatasetService.DatasetServiceClient Datasets => _clients.GetRequiredService<DatasetService.DatasetServiceClient>();

    public FormatService.FormatServiceClient Formats => _clients.GetRequiredService<FormatService.FormatServiceClient>();

    public AuditService.AuditServiceClient Audits => _clients.GetRequiredService<AuditService.AuditServiceClient>();

    public ReviewService.ReviewServiceClient Reviews => _clients.GetRequiredService<ReviewService.ReviewServiceClient>();

    public RunService.RunServiceClient Runs => _clients.GetRequiredService<RunService.RunServiceClient>();

    public RunAnalysisService.RunAnalysisServiceClient Analyses => _clients.GetRequiredService<RunAnalysisService.RunAnalysisServiceClient>();

    /// <exception cref="UsageException">Servers were named, and none for it.</exception>
    public QueryGenerationService.QueryGenerationServiceClient QueryGeneration => _addresses.QueryGeneration is null
        ? throw ServerAddresses.Missing("querygeneration")
        : _clients.GetRequiredService<QueryGenerationService.QueryGenerationServiceClient>();

    /// <summary>Connects to the server that is named, by option or <c>ISB_SERVER</c>; without one, starts the services here.</summary>
    /// <param name="dataFolder">Data folder of services started here.</param>
    /// <param name="server">Values of <c>--server</c>.</param>
    /// <param name="settings">Settings of services started here.</param>
    /// <param name="terminal">Where warnings of services started here go.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<ServiceConnection> OpenAsync(
        string dataFolder, IReadOnlyList<string> server, IReadOnlyDictionary<string, string> settings, Terminal terminal, CancellationToken cancellationToken)
    {
        if (server.Count == 0)
            server = (terminal.Variable("ISB_SERVER") ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (ServerAddresses.Parse(server) is { } addresses)
            return new ServiceConnection(addresses, local: null);

        var own = new LocalServicesSettings(new DataFolder(dataFolder)) { JobsAreWatched = true, More = settings };
        var local = await LocalServices.StartAsync(own, terminal, cancellationToken);
        return new ServiceConnection(new ServerAddresses(local.GrpcAddress, local.GrpcAddress, local.GrpcAddress), local);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        if (_local is not null)
            await _local.DisposeAsync();
    }
}
