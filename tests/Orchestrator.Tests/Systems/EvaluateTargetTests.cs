using System.Diagnostics;
using Grpc.Core;
using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Evaluator;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Systems;

/// <summary>External search systems, evaluated as any other.</summary>
public sealed class EvaluateTargetTests : IAsyncLifetime
{
    private const int Queries = 40;

    private readonly TemporaryFolder _folder = new();
    private OrchestratorUnderTest _orchestrator = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["set"]);
        await File.WriteAllLinesAsync(_folder["set/images.jsonl"], Enumerable.Range(0, Queries).Select(i => $$"""{"id":"s{{i:000000}}"}"""));
        await File.WriteAllLinesAsync(_folder["set/queries.jsonl"], Enumerable.Range(0, Queries).Select(i => $$"""{"id":"q{{i}}","text":"s{{i:000000}}"}"""));
        await File.WriteAllLinesAsync(_folder["set/qrels.tsv"], Enumerable.Range(0, Queries).Select(i => $"q{i}\t0\ts{i:000000}\t1"));
        _orchestrator = await OrchestratorUnderTest.StartAsync(_folder["data"], builder => builder.AddEvaluator(), app => app.MapEvaluator());
    }

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_target_is_asked_a_few_queries_at_once_and_its_answers_are_scored()
    {
        // Every second query finds its image first, the others second.
        var target = new ScriptedTarget(async (request, _) =>
        {
            await Task.Delay(5);
            request.TopK.Should().Be(10);
            var other = request.Text == "s000000" ? "s000001" : "s000000";
            return await (int.Parse(request.Text[1..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0
                ? ScriptedTarget.Images(request.Text, other)
                : ScriptedTarget.Images(other, request.Text));
        });
        await using var service = await target.StartAsync();

        var run = await EvaluateAsync(service.Address);

        run.SystemName.Should().Be($"target:{service.Address.Authority}");
        run.System.Target.Should().StartWith("http://127.0.0.1:");
        run.SystemHash.Should().HaveLength(64);
        run.Summary.Measures.ToDictionary(m => m.Measure, m => m.Mean).Should().Contain("Success@1", 0.5).And.Contain("Success@5", 1);
        target.Calls.Should().Be(Queries);
        target.MostAtOnce.Should().BeInRange(2, 8);

        // The same answers are the same run; others are another, under the same address.
        (await EvaluateAsync(service.Address)).Id.Should().Be(run.Id);
        target.Answer = (request, _) => ScriptedTarget.Images(request.Text);
        (await EvaluateAsync(service.Address)).Id.Should().NotBe(run.Id);
    }

    [Fact]
    public async Task A_job_that_failed_goes_on_with_the_queries_that_are_left()
    {
        var target = new ScriptedTarget((request, call) => call <= 20
            ? ScriptedTarget.Images(request.Text)
            : throw new RpcException(new Status(StatusCode.Internal, "broken")));
        await using var service = await target.StartAsync();
        var failed = await _orchestrator.RunAsync(Spec(service.Address));
        failed.Error.Should().Contain("Internal: broken");
        var asked = target.Calls;

        target.Answer = (request, _) => ScriptedTarget.Images(request.Text);
        await _orchestrator.Jobs.ResumeJobAsync(new ResumeJobRequest { JobId = failed.Id });
        var resumed = await _orchestrator.WaitAsync(failed.Id);

        resumed.Error.Should().BeEmpty();
        (target.Calls - asked).Should().BeLessThan(Queries).And.BeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public async Task Images_that_the_dataset_does_not_have_are_refused()
    {
        await using var service = await new ScriptedTarget((_, _) => ScriptedTarget.Images("s000001", "stranger")).StartAsync();
        var job = await _orchestrator.RunAsync(Spec(service.Address));
        job.State.Should().Be(JobState.Failed);
        job.Error.Should().Contain("the image 'stranger', which dataset 'set' does not have");
    }

    [Theory]
    [InlineData("localhost:50051")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://user:secret@127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1/path")]
    public async Task What_is_no_address_is_refused_at_once(string address)
    {
        var create = async () => await _orchestrator.Jobs.CreateJobAsync(new CreateJobRequest { Spec = Spec(address) });
        (await create.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("is no address of a search target");
    }

    [Fact]
    public async Task The_sample_in_Python_is_evaluated()
    {
        const string Python = "/usr/bin/python3";
        var sample = Path.Combine(Repository.Samples, "search-target-python");
        Assert.SkipUnless(
            File.Exists(Python) && Works(Python, "-c", "import grpc, google.protobuf") && Works("bash", Path.Combine(sample, "generate.sh"), _folder["generated"]),
            "python3 with python3-grpcio, and protobuf-compiler with protobuf-compiler-grpc, are not on this machine.");
        await EvaluateSampleAsync(Start(Python, ("PYTHONPATH", _folder["generated"]), Path.Combine(sample, "server.py")));
    }

    [Fact]
    public async Task The_sample_in_Node_is_evaluated()
    {
        var sample = Path.Combine(Repository.Samples, "search-target-node");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(sample, "node_modules", "@grpc", "grpc-js")) && Works("node", "--version"),
            "node, and 'npm install' in samples/search-target-node, are not on this machine.");
        await EvaluateSampleAsync(Start("node", ("NODE_PATH", ""), Path.Combine(sample, "server.js")));
    }

    // Both samples search the texts of the bundled scenes, which are the queries here: each finds its own image first.
    private async Task EvaluateSampleAsync(Process process)
    {
        try
        {
            var captions = File.ReadLines(Path.Combine(Repository.Samples, "scenes", "captions.jsonl")).Take(30)
                .Select(l => System.Text.Json.Nodes.JsonNode.Parse(l)!).ToArray();
            await File.WriteAllLinesAsync(_folder["set/images.jsonl"], Enumerable.Range(1, 600).Select(i => $$"""{"id":"s{{i:000000}}"}"""));
            await File.WriteAllLinesAsync(
                _folder["set/queries.jsonl"],
                captions.Select((c, i) => new System.Text.Json.Nodes.JsonObject { ["id"] = $"q{i}", ["text"] = (string)c["zh"]! }.ToJsonString()));
            await File.WriteAllLinesAsync(_folder["set/qrels.tsv"], captions.Select((c, i) => $"q{i}\t0\t{Path.GetFileNameWithoutExtension((string)c["image"]!)}\t1"));
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            line.Should().StartWith("listening on ", await FaultAsync(process));

            var run = await EvaluateAsync(new Uri(line!["listening on ".Length..]));

            run.Summary.Measures.Single(m => m.Measure == "Success@1").Mean.Should().BeGreaterThan(0.9);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    private static async Task<string> FaultAsync(Process process) => process.HasExited ? await process.StandardError.ReadToEndAsync() : "";

    private async Task<Run> EvaluateAsync(Uri address)
    {
        var job = await _orchestrator.RunAsync(Spec(address));
        job.Error.Should().BeEmpty();
        return (await _orchestrator.Runs.GetRunAsync(new GetRunRequest { RunId = job.Result.RunId })).Run;
    }

    private JobSpec Spec(Uri address) => Spec(address.GetLeftPart(UriPartial.Authority));

    private JobSpec Spec(string address) => new()
    {
        Evaluate = new Evaluate
        {
            Dataset = _folder["set"],
            System = new Contracts.Orchestrator.V1.System { Target = address },
            TopK = 10,
            Measures = { "Success@1", "Success@5" },
            Resamples = 20,
        },
    };

    private static Process Start(string program, (string Name, string Value) variable, string script)
    {
        var info = new ProcessStartInfo(program, [script, "--port", "0", "--texts", Path.Combine(Repository.Samples, "scenes", "captions.jsonl")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment[variable.Name] = variable.Value;
        return Process.Start(info)!;
    }

    private static bool Works(string program, params IEnumerable<string> args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
