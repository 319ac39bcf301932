using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Hosting.Clients;
using ImageSearchBench.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageSearchBench.Orchestrator.Tests.Fakes;

/// <summary>The Orchestrator on a real port, with the services it calls beside it.</summary>
internal sealed class OrchestratorUnderTest : IAsyncDisposable
{
    private readonly ServiceUnderTest _service;

    private OrchestratorUnderTest(ServiceUnderTest service)
    {
        _service = service;
        Jobs = new JobService.JobServiceClient(service.Channel);
        Datasets = new DatasetService.DatasetServiceClient(service.Channel);
        Runs = new RunService.RunServiceClient(service.Channel);
        Audits = new AuditService.AuditServiceClient(service.Channel);
        Reviews = new ReviewService.ReviewServiceClient(service.Channel);
        Analyses = new RunAnalysisService.RunAnalysisServiceClient(service.Channel);
        Formats = new FormatService.FormatServiceClient(service.Channel);
        Encoder = new EncoderService.EncoderServiceClient(service.Channel);
    }

    public JobService.JobServiceClient Jobs { get; }

    public DatasetService.DatasetServiceClient Datasets { get; }

    public RunService.RunServiceClient Runs { get; }

    public AuditService.AuditServiceClient Audits { get; }

    public ReviewService.ReviewServiceClient Reviews { get; }

    public RunAnalysisService.RunAnalysisServiceClient Analyses { get; }

    public FormatService.FormatServiceClient Formats { get; }

    public EncoderService.EncoderServiceClient Encoder { get; }

    public IServiceProvider Services => _service.Services;

    /// <summary>Starts it with a fake QueryGeneration and no other service.</summary>
    public static Task<OrchestratorUnderTest> StartAsync(string dataPath, FakeBehaviour? behaviour = null, TimeProvider? time = null) =>
        StartAsync(
            dataPath,
            builder =>
            {
                builder.Services.AddSingleton(behaviour ?? new FakeBehaviour());
                if (time is not null)
                    builder.Services.Replace(ServiceDescriptor.Singleton(time));
            },
            app => app.MapGrpcService<FakeQueryGeneration>());

    /// <summary>Starts it with other modules in the same process; all addresses point at it.</summary>
    public static async Task<OrchestratorUnderTest> StartAsync(
        string dataPath, Action<WebApplicationBuilder> add, Action<WebApplication> map, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["Orchestrator:DataPath"] = dataPath,
            ["Orchestrator:RetryDelay"] = "00:00:00.010",
        };
        var service = await ServiceUnderTest.StartAsync(
            builder =>
            {
                builder.AddOrchestrator();
                add(builder);
                builder.Services.AddOptions<ServiceAddressOptions>().Configure<IServer>(PointAtSelf);
            },
            app =>
            {
                app.MapOrchestrator();
                map(app);
            },
            all);
        return new OrchestratorUnderTest(service);
    }

    /// <summary>Creates a job and waits until it is over.</summary>
    public async Task<Job> RunAsync(JobSpec spec, string requestId = "")
    {
        var job = (await Jobs.CreateJobAsync(new CreateJobRequest { RequestId = requestId, Spec = spec })).Job;
        return await WaitAsync(job.Id);
    }

    /// <summary>Waits until a job is over.</summary>
    public async Task<Job> WaitAsync(string jobId)
    {
        using var watch = Jobs.WatchJob(new WatchJobRequest { JobId = jobId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        Job? last = null;
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
            last = watch.ResponseStream.Current.Job;
        return last!;
    }

    /// <summary>Waits until a job waits for people.</summary>
    public async Task<Job> WaitForReviewAsync(string jobId)
    {
        using var watch = Jobs.WatchJob(new WatchJobRequest { JobId = jobId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (watch.ResponseStream.Current.Job.State == JobState.WaitingForReview)
                return watch.ResponseStream.Current.Job;
        }

        throw new InvalidOperationException($"The job ended before it waited: {(await Jobs.GetJobAsync(new GetJobRequest { JobId = jobId })).Job}");
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private static void PointAtSelf(ServiceAddressOptions options, IServer server)
    {
        var self = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        options.Encoder = options.Index = options.QueryGeneration = options.Evaluator = self;
    }
}
