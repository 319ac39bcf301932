using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Pipeline;

/// <summary>
/// Encode → index → evaluate of many images with the small bundled encoder, through all services in a process of their own: how busy the
/// encoder is while images are encoded, and whether the process grows.
/// </summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    private const string Model = "scenes-small";
    private const int Samples = 20;

    public string Name => "pipeline-100k";

    public string Description => "an evaluation of generated images with the small bundled encoder: how busy the encoder is, and memory: [images 100000]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var images = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var dataset = Path.Combine(Repository.Root, ".cache", "pipeline", $"images-{images}");
        var started = Stopwatch.GetTimestamp();
        await GeneratedDataset.MakeAsync(dataset, images, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{images} images are there after {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s.\n"));

        using var data = new TemporaryFolder();
        using var server = await ServerProcess.StartAsync(data.Path, cancellationToken);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        await new EncoderService.EncoderServiceClient(channel).AddModelAsync(
            new AddModelRequest { Directory = Path.Combine(Repository.Samples, "models", Model) }, cancellationToken: cancellationToken);
        var jobs = new JobService.JobServiceClient(channel);
        var spec = new JobSpec { Evaluate = new Evaluate { Dataset = dataset, System = new Contracts.Orchestrator.V1.System { Model = Model }, TopK = 100 } };
        var job = (await jobs.CreateJobAsync(new CreateJobRequest { RequestId = "pipeline", Spec = spec }, cancellationToken: cancellationToken)).Job;
        await WatchAsync(jobs, job.Id, server, images, cancellationToken);
    }

    private static async Task WatchAsync(JobService.JobServiceClient jobs, string id, ServerProcess server, int images, CancellationToken cancellationToken)
    {
        using var call = jobs.WatchJob(new WatchJobRequest { JobId = id }, cancellationToken: cancellationToken);
        var stages = new Dictionary<string, long>(StringComparer.Ordinal);
        EncodingMeter? encoding = null;
        var next = 0L;
        Console.WriteLine("| images encoded | own memory MiB | mapped files MiB |\n| ---: | ---: | ---: |");
        await foreach (var state in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            foreach (var stage in state.Job.Stages.Where(s => stages.TryAdd(s.Name + (s.Finished ? " done" : ""), Stopwatch.GetTimestamp())))
            {
                if (stage is { Name: "encode images", Finished: false })
                    encoding = await EncodingMeter.StartAsync(server, stage.Done, cancellationToken);
                else if (stage is { Name: "encode images", Finished: true } && encoding is not null)
                    await encoding.ReportAsync(stage.Done, cancellationToken);
            }

            if (state.Job.Stages.FirstOrDefault(s => s.Name == "encode images") is { } now && now.Done >= next)
            {
                Row(now.Done, server.Resident);
                next = now.Done + images / Samples;
            }

            if (state.Job.State is JobState.Failed or JobState.Cancelled)
                throw new InvalidOperationException(state.Job.Error);
            if (state.Job.State == JobState.Succeeded)
            {
                Row(images, server.Resident);
                encoding?.Print();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Queries, search and scores took another {Stopwatch.GetElapsedTime(stages["encode images done"]).TotalSeconds:F1} s."));
                return;
            }
        }
    }

    private static void Row(long done, (long Own, long Mapped) resident) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {done} | {resident.Own / 1024.0:F0} | {resident.Mapped / 1024.0:F0} |"));
}
