using ImageSearchBench.Contracts.Orchestrator.V1;
using ImageSearchBench.Orchestrator.Tests.CaptionSets;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.QueryGeneration;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.Orchestrator.Tests.Jobs;

/// <summary>Retrying takes what was left out again, and nothing else.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task Images_that_can_be_read_by_now_come_into_a_new_dataset()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        var broken = Path.Combine(input.Images, "7.bmp");
        var whole = File.ReadAllBytes(broken);
        var time = File.GetLastWriteTimeUtc(broken);
        File.WriteAllBytes(broken, new byte[whole.Length]);
        File.SetLastWriteTimeUtc(broken, time);
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path);
        var first = await orchestrator.RunAsync(input.Spec());
        first.Stages.Sum(s => s.Skipped).Should().Be(1);

        // As after a file system that failed for a moment: the stamp is the same.
        File.WriteAllBytes(broken, whole);
        File.SetLastWriteTimeUtc(broken, time);
        await orchestrator.Jobs.RetryJobAsync(new RetryJobRequest { JobId = first.Id });
        var second = await orchestrator.WaitAsync(first.Id);

        second.Should().BeEquivalentTo(new { State = JobState.Succeeded, Error = "" });
        second.Stages.Sum(s => s.Skipped).Should().Be(0);
        second.Result.DatasetHash.Should().NotBe(first.Result.DatasetHash);
        var datasets = await orchestrator.Datasets.ListDatasetsAsync(new ListDatasetsRequest());
        datasets.Datasets.Select(d => d.Images).Should().Equal(12L, 11L);
        Directory.EnumerateFileSystemEntries(data["work"]).Should().BeEmpty();
    }

    [Fact]
    public async Task What_a_process_that_died_at_the_end_of_a_job_left_is_removed_and_the_lists_stay_for_a_retry()
    {
        using var data = new TemporaryFolder();
        using var input = TinyCoco.Write();
        File.WriteAllText(Path.Combine(input.Images, "7.bmp"), "broken");
        Job job;
        await using (var orchestrator = await OrchestratorUnderTest.StartAsync(data.Path))
            job = await orchestrator.RunAsync(input.Spec());
        job.Stages.Sum(s => s.Skipped).Should().Be(1);
        var lists = Left();
        lists.Should().NotBeEmpty();
        Directory.CreateDirectory(data[$"work/{job.Id}/0/photos"]);
        File.WriteAllText(data[$"work/{job.Id}/0/photos/1.jpg"], "small");
        File.WriteAllText(data[$"work/{job.Id}/0/names.json"], "{}");

        await using var next = await OrchestratorUnderTest.StartAsync(data.Path);

        Left().Should().Equal(lists);

        string[] Left() => [.. Directory.EnumerateFileSystemEntries(data["work"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Captions_that_did_not_come_are_asked_for_again_and_the_others_are_kept_and_the_cost_is_told()
    {
        const int Photos = 12;
        using var folder = new TemporaryFolder();
        var failing = true;
        await using var model = await ScriptedModelServer.StartAsync(request =>
        {
            var number = request.Image.Sum(c => c);
            return failing && number % 3 == 0 ? ScriptedReply.Error(400, message: "This image is not to my taste.") : ScriptedReply.Text($"a drawing of {number} small shapes on a wide plain ground");
        });
        await using var orchestrator = await OrchestratorUnderTest.StartAsync(
            folder["data"],
            builder => builder.AddQueryGeneration(),
            app => app.MapQueryGeneration(),
            new Dictionary<string, string?>
            {
                ["QueryGeneration:DataPath"] = folder["replies"],
                ["QueryGeneration:Models:scripted:Endpoint"] = model.Endpoint.ToString(),
                ["QueryGeneration:Models:scripted:InputPrice"] = "1000",
                ["QueryGeneration:Models:scripted:OutputPrice"] = "1000",
                ["QueryGeneration:Models:scripted:Currency"] = "USD",
            });
        var spec = CaptionBench.Spec(Photos);
        spec.Languages.Clear();
        spec.Languages.Add("en");
        var first = await orchestrator.RunAsync(new JobSpec { BuildCaptionSet = spec });
        first.Error.Should().BeEmpty();
        var written = model.Charges.Count;
        var left = (int)first.Stages.Sum(s => s.Skipped);
        written.Should().Be(Photos, "others stand in for those that got none");
        left.Should().BePositive();
        // The endpoint was also asked what it can do.
        var calls = first.Cost.Calls;
        calls.Should().BeInRange(written, written + 5);
        first.Cost.Should().BeEquivalentTo(new { InputTokens = 100 * calls, OutputTokens = 10 * calls });
        first.Cost.Money["USD"].Should().BeApproximately(0.11 * calls, 1e-9);

        failing = false;
        await orchestrator.Jobs.RetryJobAsync(new RetryJobRequest { JobId = first.Id });
        var second = await orchestrator.WaitAsync(first.Id);

        second.Should().BeEquivalentTo(new { State = JobState.Succeeded, Error = "" });
        // Of those that failed the ones that are needed: the first of them have their places back.
        second.Cost.Calls.Should().BeInRange(calls + 1, calls + left);
        model.Charges.Count.Should().Be(Photos + (int)(second.Cost.Calls - calls));
        model.Charges.Values.Should().AllBeEquivalentTo(1);
        var dataset = (await orchestrator.Datasets.GetDatasetAsync(new GetDatasetRequest { Dataset = second.Result.DatasetHash })).Dataset;
        dataset.Queries.Should().Be(Photos);
    }
}
