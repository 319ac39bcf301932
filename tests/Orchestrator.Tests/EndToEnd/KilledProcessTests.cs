using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Encoder;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Index;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.EndToEnd;

/// <summary>
/// Kills the process at random moments of a build and an evaluation, as often as <c>ISB_KILLS</c> says (2 without it), and lets it go on:
/// dataset and run are those of an undisturbed process, byte for byte.
/// </summary>
public sealed class KilledProcessTests
{
    [Fact]
    public async Task Whatever_moment_the_process_dies_at_the_result_is_the_same()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("ISB_KILLS") ?? "2", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        await using var undisturbed = await StartServicesAsync(folder, "undisturbed");
        var build = SampleSpecs.BuildPart(folder["annotations.json"]);
        var clock = Stopwatch.StartNew();
        var (expected, _) = await RunToEndAsync(build, folder["expected"], undisturbed.Address, kills: 0, TimeSpan.Zero, new Random(0));
        var longest = clock.Elapsed;

        // Work that ends before its process is killed is begun again in a new folder, until there were as many deaths as wanted.
        await using var disturbed = await StartServicesAsync(folder, "disturbed");
        var random = new Random(20);
        for (var round = 0; kills > 0; round++)
        {
            var data = folder[$"round{round}"];
            var (found, killed) = await RunToEndAsync(build, data, disturbed.Address, kills, longest, random);
            kills -= killed;

            found.Should().Be(expected);
            SameFiles(Path.Combine(folder["expected"], "datasets"), Path.Combine(data, "datasets"));
            SameFiles(Path.Combine(folder["expected"], "runs"), Path.Combine(data, "runs"));
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Starts the process, kills it after a while, and so on until its work is done; counts the deaths.</summary>
    private static async Task<((string Dataset, string Run) Result, int Killed)> RunToEndAsync(
        JobSpec build, string data, Uri services, int kills, TimeSpan longest, Random random)
    {
        for (var killed = 0; ; killed++)
        {
            await using var process = await OrchestratorProcess.StartAsync(data, services);
            var work = WorkAsync(build, process.Channel);
            if (killed == kills || await Task.WhenAny(work, Task.Delay(longest * random.NextDouble())) == work)
                return (await work, killed);
            await process.KillAsync();
            await work.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    // The same requests each time: their ids find the jobs that are there.
    private static async Task<(string Dataset, string Run)> WorkAsync(JobSpec build, GrpcChannel channel)
    {
        var jobs = new JobService.JobServiceClient(channel);
        var dataset = (await RunAsync(jobs, "build", build)).DatasetHash;
        var evaluate = new JobSpec
        {
            Evaluate = new Evaluate { Dataset = dataset, System = new Contracts.Orchestrator.V1.System { Model = "tiny" }, Resamples = 20 },
        };
        return (dataset, (await RunAsync(jobs, "evaluate", evaluate)).RunId);
    }

    private static async Task<JobResult> RunAsync(JobService.JobServiceClient jobs, string requestId, JobSpec spec)
    {
        var job = (await jobs.CreateJobAsync(new CreateJobRequest { RequestId = requestId, Spec = spec })).Job;
        using var watch = jobs.WatchJob(new WatchJobRequest { JobId = job.Id });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
            job = watch.ResponseStream.Current.Job;
        job.State.Should().Be(JobState.Succeeded, job.Error);
        return job.Result;
    }

    private static async Task<ServiceUnderTest> StartServicesAsync(TemporaryFolder folder, string name)
    {
        var services = await ServiceUnderTest.StartAsync(
            builder => builder.AddEncoder().AddIndex().AddQueryGeneration().AddEvaluator(),
            app => app.MapEncoder().MapIndex().MapQueryGeneration().MapEvaluator(),
            new Dictionary<string, string?>
            {
                ["Encoder:ModelsPath"] = folder[$"{name}-models"],
                ["Encoder:CachePath"] = folder[$"{name}-cache"],
                ["Index:DataPath"] = folder[$"{name}-index"],
            });
        await new EncoderService.EncoderServiceClient(services.Channel).AddModelAsync(
            new AddModelRequest { Directory = Path.Combine(Repository.Samples, "models", "scenes-tiny"), Name = "tiny" });
        return services;
    }

    private static void SameFiles(string one, string two)
    {
        string[] Files(string root) =>
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal).ToArray();

        Files(two).Should().Equal(Files(one));
        foreach (var file in Files(one))
            File.ReadAllBytes(Path.Combine(two, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(one, file))).Should().BeTrue(file);
    }
}
